using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Download;

/// <summary>GET, which tus leaves to the server: what it does is recorded, and its octets are held against those that were sent.</summary>
internal static class DownloadCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/download/finished",
            Title = "A finished upload that can be fetched is what was sent",
            Does = "Finishes an upload of 1,000 octets in two PATCHes and sends GET.",
            Must = "If the server lets it be fetched, the octets are those that were sent; a server without GET is recorded.",
            Why = "An offset is only a promise; the octets are what the user wants back.",
            Judges = ["TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(Finished),
        },
        new()
        {
            Id = "tus/download/unfinished",
            Title = "What is served of an unfinished upload was sent",
            Does = "Appends 400 of 1,000 octets and sends GET.",
            Must = "A refusal, or octets that are a beginning of those that were sent.",
            Why = "Octets of somebody else's file, or of an old one, must not fill the gap.",
            Judges = ["TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(Unfinished),
        },
        new()
        {
            Id = "tus/download/range",
            Title = "What GET makes of a range is recorded",
            Does = "Finishes an upload of ten octets and sends GET with Range: bytes=2-5.",
            Must = "Nothing: neither GET nor ranges are a part of tus.",
            Why = "A player that seeks, or a download that goes on, needs ranges.",
            Judges = ["TUS-027"],
            Needs = ["creation"],
            Run = TusCases.Run(Range),
        },
        new()
        {
            Id = "tus/download/head-agrees",
            Title = "What HEAD and GET say of one upload is recorded",
            Does = "Finishes an upload of ten octets, sends HEAD and GET, and compares Content-Type, Content-Length and Cache-Control.",
            Must = "Nothing: HEAD belongs to tus, GET to the server.",
            Why = "A cache or a download tool takes HEAD for GET without its body.",
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
            t.Checks.Judge("Octets of the unfinished upload", "a beginning of the 400 that were sent", $"{served.Length} octets, {(isSent ? "as sent" : "not as sent")}", isSent, "TUS-027");
        }
    }

    private static async Task Range(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 10);
        var got = await t.SendAsync(t.Request("GET", upload.Url).With("Range", "bytes=2-5"), upload.Url);
        var isRange = got.Status == 206 && upload.From(2, 4).Span.SequenceEqual(got.Response!.Body.Span);
        t.Checks.Observe("GET of octets 2 to 5", $"{got.Outcome}, Content-Range {TusCase.Quoted(got["Content-Range"])}{(isRange ? ", the right octets" : "")}", "TUS-027");
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
