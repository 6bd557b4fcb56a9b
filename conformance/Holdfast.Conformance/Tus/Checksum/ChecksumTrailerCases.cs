using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Checksum;

/// <summary>tus 1.0.0, Checksum: the sum as a trailer of a chunked body.</summary>
internal static class ChecksumTrailerCases
{
    private static readonly string[] Needed = ["creation", "checksum", "checksum-trailer"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/checksum-trailer/match",
            Title = "A checksum in the trailer is verified",
            Does = "Sends a chunked PATCH whose right sha1 follows the body.",
            Must = "204, and the content is as sent.",
            Why = "A streaming client knows the checksum only at the end.",
            Judges = ["TUS-119", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(Match),
        },
        new()
        {
            Id = "tus/checksum-trailer/mismatch",
            Title = "A body with a wrong checksum in the trailer is discarded, however the trailer is announced",
            Does = "Sends chunked PATCHes with a wrong sha1 in the trailer, announced as Trailer: Upload-Checksum and as Trailer: "
                + "upload-checksum.",
            Must = "Both PATCHes are refused and the offset does not change: field names are case-insensitive.",
            Why = "One existing server verifies the first request and accepts the second unverified.",
            Judges = ["TUS-119", "TUS-113", "A-57-MUST"],
            Needs = Needed,
            Run = TusCases.Run(Mismatch),
        },
    ];

    private static WireRequest Trailed(TusCase t, Upload upload, string announcement, ReadOnlySpan<byte> summed) =>
        t.Patch(upload, 0, default).WithChunkedBody(upload.From(0), chunkSize: 300).With("Trailer", announcement)
            with { Trailers = [new WireField("Upload-Checksum", Digests.Field("sha1", summed))] };

    private static async Task Match(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        if (t.Succeeded("PATCH with the correct checksum in the trailer",
            await t.SendAsync(Trailed(t, upload, "Upload-Checksum", upload.Content), upload.Url), [204], "TUS-119")
            && await t.OffsetIsAsync("after it", upload, 1000, "TUS-119"))
        {
            await t.ContentIsAsync(upload, "TUS-038");
        }
    }

    private static async Task Mismatch(TusCase t)
    {
        foreach (var announcement in new[] { "Upload-Checksum", "upload-checksum" })
        {
            var upload = await t.NewUploadAsync(1000);
            var answer = await t.SendAsync(Trailed(t, upload, announcement, "other"u8), upload.Url);
            await t.UnchangedAsync($"PATCH with a wrong checksum in the trailer, announced as '{announcement}'", answer, upload, 0,
                ["TUS-113"], ["TUS-119", "A-57-MUST"]);
        }
    }
}
