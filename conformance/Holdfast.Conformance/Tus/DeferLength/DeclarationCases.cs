using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Tus.Creation;

namespace Holdfast.Conformance.Tus.DeferLength;

/// <summary>tus 1.0.0, Upload-Defer-Length: every PATCH that may declare the length, and the rules afterwards.</summary>
internal static class DeclarationCases
{
    private static readonly string[] Needed = ["creation", "creation-defer-length"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation-defer-length/declare-first",
            Title = "The first PATCH can declare the length and have all bytes",
            Does = "Sends all ten bytes of a deferred upload in one PATCH with Upload-Length: 10.",
            Must = "204; HEAD reports length and offset 10 and no Upload-Defer-Length; the content is as sent.",
            Why = "A recording that fits into one chunk is finished this way.",
            Judges = ["TUS-080", "TUS-036", "TUS-022", "TUS-055", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(t => InOneAsync(t, chunked: false)),
        },
        new()
        {
            Id = "tus/creation-defer-length/declare-chunked",
            Title = "A chunked PATCH can declare the length",
            Does = "Sends all ten bytes of a deferred upload in chunks of three, with Upload-Length: 10.",
            Must = "204; HEAD reports length and offset 10 and no Upload-Defer-Length; the content is as sent.",
            Why = "A client that streams without knowing the length also sends no Content-Length.",
            Judges = ["TUS-080", "TUS-036", "TUS-022", "TUS-055", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(t => InOneAsync(t, chunked: true)),
        },
        new()
        {
            Id = "tus/creation-defer-length/declare-early",
            Title = "An empty PATCH can declare the length before the first byte",
            Does = "Sends an empty PATCH with Upload-Length: 10 at offset 0, sends HEAD, then appends ten bytes.",
            Must = "204; HEAD reports length 10 at offset 0; the upload can be finished.",
            Why = "A client may learn the length after the creation, but before it sends bytes.",
            Judges = ["TUS-080", "TUS-036", "TUS-022", "TUS-055", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(DeclareEarly),
        },
        new()
        {
            Id = "tus/creation-defer-length/declare-zero",
            Title = "A deferred upload can turn out to be empty",
            Does = "Sends an empty PATCH with Upload-Length: 0 to a deferred upload without any bytes.",
            Must = "204; HEAD reports length and offset 0 and no Upload-Defer-Length.",
            Why = "0 is a length; in languages where it is treated as missing, such uploads stay open forever.",
            Judges = ["TUS-080", "A-47", "TUS-022", "TUS-055", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(DeclareZero),
        },
        new()
        {
            Id = "tus/creation-defer-length/declare-again",
            Title = "Declaring the same length again changes nothing",
            Does = "Declares 10 with the first five bytes, then again in an empty PATCH.",
            Must = "HEAD still reports length 10, at offset 5; the response to the repetition (204 or a 4xx) is recorded.",
            Why = "A client that did not receive the response does not know whether its declaration was accepted.",
            Judges = ["TUS-080", "TUS-036", "TUS-038", "A-45", "A-45-MUST"],
            Needs = Needed,
            Run = TusCases.Run(DeclareAgain),
        },
        new()
        {
            Id = "tus/creation-defer-length/never-deferred",
            Title = "A length that was set at the creation cannot be changed",
            Does = "Sends PATCHes with Upload-Length: 20 and 10 to an upload that was created with length 10.",
            Must = "20 is refused, and HEAD still reports 10; the response to 10 is recorded.",
            Why = "A client that could change the length of a finished upload could reopen it.",
            Judges = ["A-45", "A-45-MUST"],
            Needs = Needed,
            Run = TusCases.Run(NeverDeferred),
        },
        new()
        {
            Id = "tus/creation-defer-length/enforced",
            Title = "A declared length is enforced like one that was set at the creation",
            Does = "Declares 5 with the first five bytes of a deferred upload, then sends one byte more.",
            Must = "A 4xx; HEAD still reports offset and length 5.",
            Why = "If a length is stored but not enforced, the upload grows beyond its end.",
            Judges = ["TUS-080", "TUS-036", "A-32", "TUS-022"],
            Needs = Needed,
            Run = TusCases.Run(Enforced),
        },
        new()
        {
            Id = "tus/creation-defer-length/metadata",
            Title = "Metadata is kept when the length is declared",
            Does = "Creates a deferred upload with metadata and sends HEAD before and after its length is declared.",
            Must = "The same pairs both times.",
            Why = "Storing the length must not overwrite other properties of the upload.",
            Judges = ["TUS-080", "TUS-036", "TUS-077"],
            Needs = Needed,
            Run = TusCases.Run(KeepsMetadata),
        },
    ];

    private static async Task InOneAsync(TusCase t, bool chunked)
    {
        var upload = await Deferred.NewAsync(t, 10);
        var patch = Deferred.Declaring(t, upload, 0, upload.From(0), "10");
        var answer = await t.SendAsync(chunked ? patch.WithChunkedBody(upload.From(0), chunkSize: 3) : patch, upload.Url);
        if (!t.Succeeded("PATCH of all bytes that declares 10", answer, [204], "TUS-036"))
        {
            return;
        }

        await Deferred.IsDeclaredAsync(t, upload, 10);
        await t.OffsetIsAsync("after it", upload, 10, "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038");
    }

    private static async Task DeclareEarly(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 10);
        await Deferred.DeclareAsync(t, upload, 0, default, "10", "TUS-036");
        await Deferred.IsDeclaredAsync(t, upload, 10);
        await t.OffsetIsAsync("after the declaration", upload, 0, "TUS-038");
        await t.AppendAsync(upload, 0, 10);
        await t.OffsetIsAsync("of the finished upload", upload, 10, "TUS-038");
        await t.ContentIsAsync(upload, "TUS-038");
    }

    private static async Task DeclareZero(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 0);
        await Deferred.DeclareAsync(t, upload, 0, default, "0", "A-47");
        await Deferred.IsDeclaredAsync(t, upload, 0);
        await t.OffsetIsAsync("after the declaration", upload, 0, "TUS-038");
    }

    private static async Task DeclareAgain(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 10);
        await Deferred.DeclareAsync(t, upload, 0, upload.From(0, 5), "10", "TUS-036");
        var again = await t.SendAsync(Deferred.Declaring(t, upload, 5, default, "10"), upload.Url);
        t.Checks.Observe("Declaring 10 again", again.Outcome, "A-45");
        var head = await t.HeadAsync(upload.Url);
        t.Field("HEAD after the repetition", head, "Upload-Length", 10, "A-45-MUST");
        t.Field("HEAD after the repetition", head, "Upload-Offset", 5, "TUS-038");
    }

    private static async Task NeverDeferred(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 5);
        var other = await t.SendAsync(Deferred.Declaring(t, upload, 5, default, "20"), upload.Url);
        if (!t.Field("HEAD after declaring 20", await t.HeadAsync(upload.Url), "Upload-Length", 10, "A-45-MUST")
            || !t.Refused("PATCH that declares 20 for an upload of 10", other, "A-45"))
        {
            return;
        }

        var same = await t.SendAsync(Deferred.Declaring(t, upload, 5, default, "10"), upload.Url);
        t.Checks.Observe("Declaring 10 for an upload of 10", same.Outcome, "A-45");
        t.Field("HEAD after declaring 10", await t.HeadAsync(upload.Url), "Upload-Length", 10, "A-45-MUST");
    }

    private static async Task Enforced(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 5);
        await Deferred.DeclareAsync(t, upload, 0, upload.From(0), "5", "TUS-036");
        t.Refused("PATCH of one byte past the declared length", await t.PatchAsync(upload, 5, t.Content(1)), "A-32");
        var head = await t.HeadAsync(upload.Url);
        t.Field("HEAD afterwards", head, "Upload-Offset", 5, "A-32");
        t.Field("HEAD afterwards", head, "Upload-Length", 5, "TUS-022");
    }

    private static async Task KeepsMetadata(TusCase t)
    {
        var metadata = Metadata.Pair("filename", "recording.webm");
        var upload = await Deferred.NewAsync(t, 5, metadata);
        await MetadataEcho.JudgeAsync(t, upload.Url, "before the declaration", metadata, "TUS-077");
        await Deferred.DeclareAsync(t, upload, 0, upload.From(0), "5", "TUS-036");
        await MetadataEcho.JudgeAsync(t, upload.Url, "after the declaration", metadata, "TUS-077");
    }
}
