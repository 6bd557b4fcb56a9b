using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.Checksum;

/// <summary>tus 1.0.0, Checksum: sums on other requests than a PATCH, and on servers that do not offer them.</summary>
internal static class ChecksumElsewhereCases
{
    private static readonly string[] WithUpload = ["creation", "checksum", "creation-with-upload"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/checksum/creation-match",
            Title = "A creation whose body matches its checksum is accepted",
            Does = "Sends POST with five bytes and their sha1.",
            Must = "201, and HEAD confirms the Upload-Offset.",
            Why = "A client that uses checksums also uses them for the first bytes.",
            Judges = ["A-17", "TUS-092"],
            Needs = WithUpload,
            Run = TusCases.Run(CreationMatch),
        },
        new()
        {
            Id = "tus/checksum/creation-unknown-algorithm",
            Title = "A creation with an unknown algorithm stores no unverified byte",
            Does = "Sends POST with five bytes and Upload-Checksum: holdfast AAAA.",
            Must = "A 4xx, or 201 with offset 0.",
            Why = "A server that cannot verify the checksum must not pretend that it did.",
            Judges = ["A-17", "TUS-156"],
            Needs = WithUpload,
            Run = TusCases.Run(CreationUnknownAlgorithm),
        },
        new()
        {
            Id = "tus/checksum/head-and-delete",
            Title = "A checksum on HEAD or DELETE has no effect",
            Does = "Sends HEAD with the sha1 of other bytes, then PATCH without any.",
            Must = "HEAD succeeds or gets 400, and the PATCH is not verified with that checksum.",
            Why = "Some clients set the field on all their requests.",
            Judges = ["A-59", "TUS-036"],
            Needs = ["creation", "checksum"],
            Run = TusCases.Run(Head),
        },
        new()
        {
            Id = "tus/checksum/not-offered",
            Title = "A server without the checksum extension that receives a checksum",
            Does = "If checksum is not announced, sends a PATCH with the sha1 of other bytes.",
            Must = "A server that answers 460 verifies checksums and must announce it; for a server that accepts the bytes, it is "
                + "recorded that it does not verify.",
            Why = "A client must be able to find out that its checksum is not verified.",
            Judges = ["A-60", "TUS-105", "TUS-106"],
            Needs = ["creation"],
            Run = TusCases.Run(NotOffered),
        },
    ];

    private static async Task CreationMatch(TusCase t)
    {
        var content = t.Content(5);
        var created = await t.CreateAsync(t.PostWith(5, content).With("Upload-Checksum", Digests.Field("sha1", content)));
        if (t.Status("POST with the correct checksum", created, [201], "A-17") && t.Location(created) is { } url)
        {
            // Creation With Upload: the server may take fewer bytes than it was sent; it says how many.
            await t.OffsetIsAsync("after it", new Upload(url, content), created.Number("Upload-Offset") ?? 0, "TUS-092");
        }
    }

    private static async Task CreationUnknownAlgorithm(TusCase t)
    {
        var content = t.Content(5);
        var created = await t.CreateAsync(t.PostWith(5, content).With("Upload-Checksum", "holdfast AAAA"));
        t.Checks.Observe("Status of POST with an unknown algorithm", created.Outcome, "TUS-156");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            await t.OffsetIsAsync("after it", new Upload(url, content), 0, "A-17");
            return;
        }

        t.Refused("POST with an unknown algorithm", created, "A-17");
    }

    private static async Task Head(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        var head = await t.SendAsync(t.Request("HEAD", upload.Url).With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url);
        t.Status("HEAD with a checksum", head, [200, 204, 400], "A-59");
        t.Status("PATCH without one", await t.PatchAsync(upload, 0, upload.From(0)), [204], "TUS-036");
        if (t.Context.Capabilities.Offers("termination"))
        {
            var deleted = await t.SendAsync(t.Request("DELETE", upload.Url).With("Content-Length", "0")
                .With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url);
            t.Status("DELETE with a checksum", deleted, [204, 400], "A-59");
        }
    }

    private static async Task NotOffered(TusCase t)
    {
        if (t.Context.Capabilities.Offers("checksum"))
        {
            t.Checks.Observe("Extension checksum", "announced, and judged by its own cases", "A-60", "TUS-105", "TUS-106");
            return;
        }

        var upload = await t.NewUploadAsync(5);
        var answer =
            await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url);
        t.Checks.Observe("Extension checksum", "not announced", "TUS-105");
        t.Checks.Observe(
            "PATCH with the checksum of other bytes", answer.IsSuccess ? $"{answer.Outcome}: not verified" : answer.Outcome, "A-60");
        t.Checks.Judge("Status of PATCH with the checksum of other bytes", "any status except 460, because checksum is not announced",
            answer, !answer.Is(460), "TUS-106");
    }
}
