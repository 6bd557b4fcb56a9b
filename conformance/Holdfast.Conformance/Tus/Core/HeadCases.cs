using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, HEAD.</summary>
internal static class HeadCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/head/offset-at-every-stage",
            Title = "HEAD reports the offset of a new, a partial and a finished upload",
            Does = "Sends HEAD after the creation, after 4 of 10 bytes and after the last byte.",
            Must = "Upload-Offset is present each time: 0, 4 and 10.",
            Why = "A client needs the offset to resume.",
            Judges = ["TUS-021", "TUS-004", "TUS-053", "TUS-025"],
            Needs = ["creation"],
            Run = TusCases.Run(Offset),
        },
        new()
        {
            Id = "tus/core/head/length",
            Title = "HEAD reports the length at every stage",
            Does = "Sends HEAD for an upload of ten bytes when it is new, partial and finished.",
            Must = "Upload-Length: 10 each time.",
            Why = "A client that resumes on another machine can learn the length only here.",
            Judges = ["TUS-022", "TUS-005", "TUS-055"],
            Needs = ["creation"],
            Run = TusCases.Run(Length),
        },
        new()
        {
            Id = "tus/core/head/no-store",
            Title = "The response to HEAD must not be cached",
            Does = "Sends HEAD and reads Cache-Control.",
            Must = "Cache-Control contains no-store.",
            Why = "With a cached offset, a client resumes at the wrong position.",
            Judges = ["TUS-026", "TUS-025"],
            Needs = ["creation"],
            Run = TusCases.Run(NoStore),
        },
        new()
        {
            Id = "tus/core/head/unknown-upload",
            Title = "HEAD of an unknown upload is refused without an offset",
            Does = "Sends HEAD for a URL that was never created, next to an existing upload.",
            Must = "404, 410 or 403, and no Upload-Offset.",
            Why = "With an offset in the response, the client sends its file to an upload that does not exist.",
            Judges = ["TUS-023", "TUS-024"],
            Needs = ["creation"],
            Run = TusCases.Run(Unknown),
        },
        new()
        {
            Id = "tus/core/head/framing",
            Title = "HEAD has no body and leaves the connection usable",
            Does = "Sends HEAD twice on one connection and reads both responses.",
            Must = "Both responses are well formed; the second is not shifted by a body of the first.",
            Why = "One extra byte after a response to HEAD desynchronises pooled connections behind a proxy.",
            Judges = ["A-73", "RFC-01"],
            Needs = ["creation"],
            Run = TusCases.Run(Framing),
        },
        new()
        {
            Id = "tus/core/head/repeatable",
            Title = "HEAD does not change an upload",
            Does = "Sends HEAD ten times to an upload at offset 3.",
            Must = "The same offset ten times, and the next PATCH there is accepted.",
            Why = "Monitors and retrying clients send HEAD often.",
            Judges = ["TUS-021", "TUS-038"],
            Needs = ["creation"],
            Run = TusCases.Run(Repeatable),
        },
    ];

    private static async Task Offset(TusCase t)
    {
        var first = t.Chunk(4);
        var upload = await t.NewUploadAsync(first + 6);
        var head = await t.HeadAsync(upload.Url);
        t.Status("HEAD of a new upload", head, [200, 204], "TUS-025");
        t.Field("HEAD of a new upload", head, "Upload-Offset", 0, "TUS-021", "TUS-004", "TUS-053");
        await t.AppendAsync(upload, 0, first);
        await t.OffsetIsAsync("after the first chunk", upload, first, "TUS-021", "TUS-004");
        await t.AppendAsync(upload, first, 6);
        head = await t.HeadAsync(upload.Url);
        t.Status("HEAD of a finished upload", head, [200, 204], "TUS-025");
        t.Field("HEAD of a finished upload", head, "Upload-Offset", upload.Length, "TUS-021", "TUS-004");
    }

    private static async Task Length(TusCase t)
    {
        var first = t.Chunk(4);
        var upload = await t.NewUploadAsync(first + 6);
        var head = await t.HeadAsync(upload.Url);
        t.Field("HEAD of a new upload", head, "Upload-Length", upload.Length, "TUS-022", "TUS-005");
        t.Absent("HEAD of a new upload", head, "Upload-Defer-Length", "TUS-055");
        await t.AppendAsync(upload, 0, first);
        t.Field("HEAD after the first chunk", await t.HeadAsync(upload.Url), "Upload-Length", upload.Length, "TUS-022", "TUS-005");
        await t.AppendAsync(upload, first, 6);
        t.Field("HEAD of a finished upload", await t.HeadAsync(upload.Url), "Upload-Length", upload.Length, "TUS-022", "TUS-005");
    }

    private static async Task NoStore(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var head = await t.HeadAsync(upload.Url);
        if (t.Status("HEAD", head, [200, 204], "TUS-025"))
        {
            var directives = head.Response!.Fields.List("Cache-Control");
            t.Checks.Judge("Cache-Control of HEAD", "contains no-store", TusCase.Quoted(head["Cache-Control"]),
                directives.Contains("no-store", StringComparer.OrdinalIgnoreCase), "TUS-026");
        }
    }

    private static async Task Unknown(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var head = await t.HeadAsync(TusCase.Unknown(upload));
        t.Status("HEAD of an unknown upload", head, [404, 410, 403], "TUS-023");
        t.Absent("HEAD of an unknown upload", head, "Upload-Offset", "TUS-024");
    }

    private static async Task Framing(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var first = await connection.ExchangeAsync(t.Request("HEAD", upload.Url), t.Patience, t.Cancellation);
        if (first.Response is null)
        {
            t.Checks.Unknown("First answer", "well formed", first.Outcome, "A-73");
            return;
        }

        t.Checks.Judge("Form of the first response", "well formed", Form(first), first.Response is { Malformed.Count: 0 }, "A-73");
        if (first.Response is { Closes: true })
        {
            t.Checks.Observe("Connection after HEAD", "closed by the server", "RFC-01");
            return;
        }

        var second = await connection.ExchangeAsync(t.Request("HEAD", upload.Url), t.Patience, t.Cancellation);
        if (TusCase.IsGone(second))
        {
            t.Checks.Observe("Connection after HEAD", "closed by the server without Connection: close", "RFC-01");
            return;
        }

        if (t.Checks.Judge("Second response on the same connection", "an answer", second.Outcome, second.Response is not null, "RFC-01"))
        {
            t.Checks.Judge("Form of the second response", "well formed", Form(second), second.Response is { Malformed.Count: 0 }, "A-73");
        }
    }

    private static string Form(Wire.Exchange answer) => answer.Response switch
    {
        null => answer.Outcome,
        { Malformed.Count: 0 } => "well formed",
        var response => string.Join(" ", response.Malformed),
    };

    private static async Task Repeatable(TusCase t)
    {
        var first = t.Chunk(3);
        var upload = await t.NewUploadAsync(first + 2);
        await t.AppendAsync(upload, 0, first);
        var offsets = new List<long>();
        for (var time = 0; time < 10; time++)
        {
            offsets.Add(await t.OffsetAsync(upload.Url));
        }

        t.Checks.Judge("Ten offsets in a row", $"{first} each time", string.Join(", ", offsets),
            offsets.TrueForAll(offset => offset == first), "TUS-021");
        t.Status("PATCH of the rest after them", await t.PatchAsync(upload, first, upload.From(first)), [204], "TUS-038");
    }
}
