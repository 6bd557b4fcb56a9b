using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Download;

/// <summary>GET, which tus leaves to the server: the behaviour is recorded, and the bytes are compared with those that were sent.</summary>
internal static class DownloadCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/download/finished",
            Title = "GET returns the content that was uploaded",
            Does = "Finishes an upload of 1,000 bytes in two PATCHes and sends GET.",
            Must = "If GET succeeds, the content is as sent; a server without GET is recorded.",
            Why = "The offset is only a number; the user needs the bytes.",
            Judges = ["TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(Finished),
        },
        new()
        {
            Id = "tus/download/unfinished",
            Title = "GET of an unfinished upload returns only bytes that were sent",
            Does = "Appends 400 of 1,000 bytes and sends GET.",
            Must = "A refusal, or a prefix of the bytes that were sent.",
            Why = "The gap must not be filled with bytes of another or of an old file.",
            Judges = ["TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(Unfinished),
        },
        new()
        {
            Id = "tus/download/range",
            Title = "The response to a range request is recorded",
            Does = "Finishes an upload of ten bytes and sends GET with Range: bytes=2-5.",
            Must = "Nothing: tus specifies neither GET nor ranges.",
            Why = "Media players and resumed downloads need ranges.",
            Judges = ["TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(Range),
        },
        new()
        {
            Id = "tus/download/head-agrees",
            Title = "The fields of HEAD and GET for one upload are recorded",
            Does = "Finishes an upload of ten bytes, sends HEAD and GET, and compares Content-Type, Content-Length and Cache-Control.",
            Must = "None: tus specifies HEAD but not GET.",
            Why = "Caches and download tools expect HEAD to be GET without content.",
            Judges = ["TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(HeadAgrees),
        },
    ];

    private static async Task Finished(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        await t.AppendAsync(upload, 0, 400);
        await t.AppendAsync(upload, 400, 600);
        await t.ContentIsAsync(upload, "TUS-027");
    }

    private static async Task Unfinished(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        await t.AppendAsync(upload, 0, 400);
        if (await t.ReadBackAsync(upload, "TUS-027") is { } served)
        {
            var isSent = upload.Content.AsSpan(0, 400).StartsWith(served.Span);
            t.Checks.Judge("Bytes of the unfinished upload", "a prefix of the 400 that were sent",
                $"{served.Length} bytes, {(isSent ? "as sent" : "not as sent")}", isSent, "TUS-027");
        }
    }

    private static async Task Range(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 10);
        var got = await t.SendAsync(t.Request("GET", upload.Url).With("Range", "bytes=2-5"), upload.Url);
        var isRange = got.Status == 206 && upload.From(2, 4).Span.SequenceEqual(got.Response!.Body.Span);
        t.Checks.Observe("GET of bytes 2 to 5",
            $"{got.Outcome}, Content-Range {TusCase.Quoted(got["Content-Range"])}{(isRange ? ", the right bytes" : "")}", "TUS-027");
    }

    private static async Task HeadAgrees(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 10);
        var (head, got) = (await t.HeadAsync(upload.Url), await t.SendAsync(t.Request("GET", upload.Url), upload.Url));
        t.Checks.Observe("Status", $"HEAD {head.Outcome}, GET {got.Outcome}", "TUS-027");
        foreach (var field in new[] { "Content-Type", "Content-Length", "Cache-Control" })
        {
            t.Checks.Observe(field, $"HEAD {TusCase.Quoted(head[field])}, GET {TusCase.Quoted(got[field])}", "TUS-027");
        }
    }
}
