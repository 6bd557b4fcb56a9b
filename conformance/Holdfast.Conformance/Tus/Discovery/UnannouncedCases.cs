using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tus.Checksum;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Discovery;

/// <summary>tus 1.0.0, Tus-Extension: extensions that a server carries out without saying so. Creation and what rests on it alone is with OPTIONS.</summary>
internal static class UnannouncedCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/discovery/creation-defer-length",
            Title = "A server that defers lengths says so",
            Does = "Whatever OPTIONS says, sends POST with Upload-Defer-Length: 1 and looks whether HEAD of the upload shows it.",
            Must = "creation-defer-length is announced by a server where that works.",
            Why = "A client that does not know the length yet gives up on a server that could have taken its stream.",
            Judges = ["TUS-072"],
            Needs = ["creation"],
            Run = TusCases.Run(DeferLength),
        },
        new()
        {
            Id = "tus/discovery/checksum",
            Title = "A server that verifies checksums says so, and one that does not ignores none silently",
            Does = "Whatever OPTIONS says, sends a PATCH with a SHA-1 of other octets.",
            Must = "checksum is announced by a server that refuses it. A server that takes the octets all the same is reported: they are not verified.",
            Why = "A client that sends checksums believes that corruption is found; where they are ignored it never is.",
            Judges = ["TUS-106", "A-60"],
            Needs = ["creation"],
            Run = TusCases.Run(Checksum),
        },
        new()
        {
            Id = "tus/discovery/concatenation",
            Title = "A server that concatenates says so, and one that does not makes no final of an ordinary upload",
            Does = "Whatever OPTIONS says, creates a partial upload with all its octets and a final of it.",
            Must = "concatenation is announced by a server where the final is complete. Without it the final is refused, or is not presented as one.",
            Why = "A client that uploads in parallel would take an empty upload for its finished file.",
            Judges = ["TUS-126", "A-66"],
            Needs = ["creation"],
            Run = TusCases.Run(Concatenation),
        },
        new()
        {
            Id = "tus/discovery/expiration",
            Title = "A server that lets uploads expire says so",
            Does = "Creates an upload, appends to it, and looks for Upload-Expires.",
            Must = "expiration is announced by a server that sends Upload-Expires.",
            Why = "A client that asks first does not look for the date, and resumes an upload that is gone.",
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
        t.Checks.Observe("Octets with the checksum of others", answer.IsSuccess ? "taken, not verified" : answer.Outcome, "A-60");
    }

    private static async Task Concatenation(TusCase t)
    {
        var content = t.Content(4);
        var partial = await t.CreateAsync(t.Post(4).With("Upload-Concat", "partial"));
        var whole = partial.Status == 201 && t.Location(partial) is { } url ? await FinalAsync(t, new TusUpload(url, content)) : null;
        var works = whole is { IsSuccess: true } && whole.Number("Upload-Length") == content.Length && whole["Upload-Concat"]?.StartsWith("final", StringComparison.Ordinal) == true;
        Announcement.Compare(t, "concatenation", works, "TUS-126");
        var shown = whole?["Upload-Concat"] is { } concat && !works && concat.StartsWith("final", StringComparison.Ordinal);
        t.Checks.Judge("Final upload", "complete, or none", shown ? $"presented as one with Upload-Length {TusCase.Quoted(whole!["Upload-Length"])}" : "complete, or none", !shown, "A-66");
    }

    private static async Task<Exchange?> FinalAsync(TusCase t, TusUpload part)
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
