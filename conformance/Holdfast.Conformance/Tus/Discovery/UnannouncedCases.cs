using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus.Checksum;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Discovery;

/// <summary>
/// tus 1.0.0, Tus-Extension: extensions that a server supports without announcing them. The cases about OPTIONS judge creation and the
/// extensions that depend only on it.
/// </summary>
internal static class UnannouncedCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/discovery/creation-defer-length",
            Title = "A server that supports deferred lengths announces it",
            Does = "Sends POST with Upload-Defer-Length: 1, regardless of OPTIONS, and checks whether HEAD returns it.",
            Must = "If this works, creation-defer-length is announced.",
            Why = "A client that does not know the length gives up on a server that could have accepted its stream.",
            Judges = ["TUS-072"],
            Needs = ["creation"],
            Run = TusCases.Run(DeferLength),
        },
        new()
        {
            Id = "tus/discovery/checksum",
            Title = "A server announces checksum exactly if it verifies checksums",
            Does = "Sends a PATCH with a SHA-1 of other bytes, regardless of OPTIONS.",
            Must = "A server that refuses the PATCH announces checksum. A server that accepts the bytes is reported, because they are not "
                + "verified.",
            Why = "A client that sends checksums relies on them to detect corruption.",
            Judges = ["TUS-106", "A-60"],
            Needs = ["creation"],
            Run = TusCases.Run(Checksum),
        },
        new()
        {
            Id = "tus/discovery/concatenation",
            Title = "A server that concatenates announces it, and no other upload is reported as final",
            Does = "Creates a partial upload with all its bytes and a final upload of it, regardless of OPTIONS.",
            Must = "If the final upload is complete, concatenation is announced. Otherwise the request is refused, or the upload is not "
                + "reported as final.",
            Why = "A client with parallel uploads would take an empty upload for its finished file.",
            Judges = ["TUS-126", "A-66"],
            Needs = ["creation"],
            Run = TusCases.Run(Concatenation),
        },
        new()
        {
            Id = "tus/discovery/expiration",
            Title = "A server whose uploads expire announces it",
            Does = "Creates an upload, appends to it, and looks for Upload-Expires.",
            Must = "A server that sends Upload-Expires announces expiration.",
            Why = "A client that checks OPTIONS ignores the date, and resumes an upload that has expired.",
            Judges = ["TUS-096"],
            Needs = ["creation"],
            Run = TusCases.Run(Expiration),
        },
    ];

    private static async Task DeferLength(TusCase t)
    {
        var created = await t.CreateAsync(t.Post((string?)null).With("Upload-Defer-Length", "1"));
        var works = created.Status == 201 && t.Location(created) is { } url && (await t.HeadAsync(url))["Upload-Defer-Length"] == "1";
        Announcement.Compare(t, "creation-defer-length", works, "TUS-072");
    }

    private static async Task Checksum(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var wrong = t.Patch(upload, 0, upload.From(0)).With("Upload-Checksum", Digests.Field("sha1", "other"u8));
        var answer = await t.SendAsync(wrong, upload.Url);
        Announcement.Compare(t, "checksum", works: answer.Status == 460, "TUS-106");
        t.Checks.Observe("Bytes with the checksum of others", answer.IsSuccess ? "accepted, not verified" : answer.Outcome, "A-60");
    }

    private static async Task Concatenation(TusCase t)
    {
        var content = t.Content(4);
        var partial = await t.CreateAsync(t.Post(4).With("Upload-Concat", "partial"));
        var whole = partial.Status == 201 && t.Location(partial) is { } url ? await FinalAsync(t, new Upload(url, content)) : null;
        var works = whole is { IsSuccess: true } && whole.Number("Upload-Length") == content.Length
            && whole["Upload-Concat"]?.StartsWith("final", StringComparison.Ordinal) == true;
        Announcement.Compare(t, "concatenation", works, "TUS-126");
        var shown = whole?["Upload-Concat"] is { } concat && !works && concat.StartsWith("final", StringComparison.Ordinal);
        t.Checks.Judge("Final upload", "complete, or none",
            shown ? $"reported as one with Upload-Length {TusCase.Quoted(whole!["Upload-Length"])}" : "complete, or none", !shown, "A-66");
    }

    private static async Task<Exchange?> FinalAsync(TusCase t, Upload part)
    {
        await t.AppendAsync(part, 0, part.Length);
        var final = await t.CreateAsync(t.Post((string?)null).With("Upload-Concat", $"final;{part.Url}"));
        return final.Status == 201 && t.Location(final) is { } url ? await t.HeadAsync(url) : null;
    }

    private static async Task Expiration(TusCase t)
    {
        // Unfinished: a finished upload need not expire.
        var first = t.Chunk(3);
        var upload = await t.NewUploadAsync(first + 2);
        var patched = await t.PatchAsync(upload, 0, upload.From(0, first));
        var expires = patched["Upload-Expires"] ?? (await t.HeadAsync(upload.Url))["Upload-Expires"];
        Announcement.Compare(t, "expiration", works: expires is not null, "TUS-096");
    }
}
