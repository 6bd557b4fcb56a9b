using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.Checksum;

/// <summary>tus 1.0.0, Checksum: the bytes that the checksum covers, and the discarding of a body that does not match.</summary>
internal static class ChecksumBodyCases
{
    private static readonly string[] Needed = ["creation", "checksum"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/checksum/sum-of-file",
            Title = "A checksum of the whole file so far is not accepted for a body",
            Does = "Appends five bytes, then sends the next five with the sha1 of all ten.",
            Must = "The PATCH is refused and the offset stays at 5: the checksum covers the body of that one PATCH.",
            Why = "A server that computes the checksum over the whole file refuses every client that computes it over each chunk.",
            Judges = ["TUS-108", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(SumOfFile),
        },
        new()
        {
            Id = "tus/checksum/every-octet",
            Title = "A changed byte is detected at any position",
            Does = "Sends a body of 70000 bytes three times, with the first byte, a middle byte and the last byte changed, each time with "
                + "the checksum of the original.",
            Must = "Each PATCH is refused, and the offset stays at 0.",
            Why = "A server that verifies only its first buffer, or all but the last one, does not verify a real chunk.",
            Judges = ["TUS-108", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(EveryByte),
        },
        new()
        {
            Id = "tus/checksum/completing",
            Title = "A wrong checksum on the last PATCH does not complete the upload",
            Does = "Sends the last five of ten bytes with a wrong sha1, sends HEAD, then sends them with the correct one.",
            Must = "The first PATCH is refused and the offset stays at 5 of 10; the second gets 204, and the content is correct.",
            Why = "Completion starts actions that cannot be undone: a virus scan, an e-mail, a move to the archive.",
            Judges = ["A-61", "TUS-113", "TUS-112"],
            Needs = Needed,
            Run = TusCases.Run(Completing),
        },
        new()
        {
            Id = "tus/checksum/nothing-stays",
            Title = "No byte of a discarded body appears later",
            Does = "Sends 900 bytes with a wrong checksum, then the upload's 1000 bytes in two PATCHes of 300 and 700.",
            Must = "The discarded bytes leave no trace: the content is that of the two later PATCHes.",
            Why = "A server that writes the body and only resets the offset leaves the wrong bytes in the file.",
            Judges = ["TUS-108", "TUS-112", "TUS-036"],
            Needs = Needed,
            Run = TusCases.Run(NothingStays),
        },
        new()
        {
            Id = "tus/checksum/chunked",
            Title = "A chunked body is verified like any other",
            Does = "Sends a chunked PATCH with a wrong sha1 in its header section, then one with the correct sha1.",
            Must = "No success and offset 0 for the first, 204 for the second.",
            Why = "Clients that stream do not know the length in advance, but may know the checksum.",
            Judges = ["TUS-108", "TUS-113", "TUS-111", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(Chunked),
        },
        new()
        {
            Id = "tus/checksum/empty-body",
            Title = "The checksum of an empty body is accepted",
            Does = "Sends an empty PATCH with the sha1 of an empty body, then one with another sha1.",
            Must = "204 to the first; the second is refused; the offset stays at 0.",
            Why = "Clients that probe an upload or declare a length send empty bodies, with checksums still enabled.",
            Judges = ["A-59", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(EmptyBody),
        },
        new()
        {
            Id = "tus/checksum/declared-length",
            Title = "A PATCH whose checksum is wrong declares no length",
            Does = "Sends a PATCH with a wrong sha1 and Upload-Length: 5 to an upload of deferred length, then the same bytes with the "
                + "correct sum and Upload-Length: 9.",
            Must = "The first PATCH is refused; HEAD still reports offset 0 and Upload-Defer-Length: 1; the second declaration takes "
                + "effect.",
            Why = "A length taken from a damaged request can never be corrected.",
            Judges = ["TUS-108", "TUS-113", "TUS-111"],
            Needs = [.. Needed, "creation-defer-length"],
            Run = TusCases.Run(DeclaredLength),
        },
        new()
        {
            Id = "tus/checksum/declared-by-nothing",
            Title = "An empty PATCH with a checksum can declare the length",
            Does = "Appends five bytes to an upload of deferred length and sends an empty PATCH with Upload-Length: 5 and the sha1 of no "
                + "bytes.",
            Must = "204, and HEAD shows the length.",
            Why = "This is how a streaming client finishes its upload, without special code for empty bodies.",
            Judges = ["A-59", "TUS-022"],
            Needs = [.. Needed, "creation-defer-length"],
            Run = TusCases.Run(DeclaredByNothing),
        },
    ];

    private static async Task SumOfFile(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 5);
        var answer = await t.SendAsync(
            t.Patch(upload, 5, upload.From(5)).With("Upload-Checksum", Digests.Field("sha1", upload.Content)), upload.Url);
        t.Refused("PATCH with the checksum of the whole file", answer, "TUS-108");
        await t.OffsetIsAsync("after it", upload, 5, "TUS-113");
    }

    private static async Task EveryByte(TusCase t)
    {
        var upload = await t.NewUploadAsync(70_000);
        foreach (var at in new[] { 0, 40_000, 69_999 })
        {
            var spoiled = upload.Content.ToArray();
            spoiled[at] ^= 1;
            var answer =
                await t.SendAsync(t.Patch(upload, 0, spoiled).With("Upload-Checksum", Digests.Field("sha1", upload.Content)), upload.Url);
            if (!await t.UnchangedAsync($"PATCH with byte {at} changed", answer, upload, 0, ["TUS-113"], ["TUS-108"]))
            {
                return;
            }
        }
    }

    private static async Task Completing(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 5);
        var answer =
            await t.SendAsync(t.Patch(upload, 5, upload.From(5)).With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url);
        if (!await t.UnchangedAsync("the last PATCH with a wrong checksum", answer, upload, 5, ["TUS-113", "A-61"], ["A-61"]))
        {
            return;
        }

        var right = await t.SendAsync(
            t.Patch(upload, 5, upload.From(5)).With("Upload-Checksum", Digests.Field("sha1", upload.From(5).Span)), upload.Url);
        if (t.Succeeded("the last PATCH with the correct checksum", right, [204], "TUS-112"))
        {
            await t.ContentIsAsync(upload, "TUS-112");
        }
    }

    private static async Task NothingStays(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var stranger = new byte[900];
        Array.Fill(stranger, (byte)'#');
        var wrong = await t.SendAsync(t.Patch(upload, 0, stranger).With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url);
        if (t.Refused("PATCH with a wrong checksum", wrong, "TUS-108")
            && t.Succeeded("PATCH of 300 bytes afterwards", await t.PatchAsync(upload, 0, upload.From(0, 300)), [204], "TUS-036", "TUS-112")
            && await t.OffsetIsAsync("after the 300 bytes", upload, 300, "TUS-112")
            && t.Succeeded("PATCH of the other 700", await t.PatchAsync(upload, 300, upload.From(300)), [204], "TUS-036"))
        {
            await t.ContentIsAsync(upload, "TUS-112");
        }
    }

    private static async Task Chunked(TusCase t)
    {
        var upload = await t.NewUploadAsync(1000);
        var request = t.Patch(upload, 0, default).WithChunkedBody(upload.From(0), chunkSize: 300);
        var bad = await t.SendAsync(request.With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url);
        if (!await t.UnchangedAsync("chunked PATCH with a wrong checksum", bad, upload, 0, ["TUS-113"], ["TUS-108"]))
        {
            return;
        }

        var good = await t.SendAsync(request.With("Upload-Checksum", Digests.Field("sha1", upload.Content)), upload.Url);
        if (t.Succeeded("chunked PATCH with the correct checksum", good, [204], "TUS-111", "TUS-108"))
        {
            await t.OffsetIsAsync("after the correct checksum", upload, 1000, "TUS-038");
        }
    }

    private static async Task EmptyBody(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        var empty = t.Patch(upload, 0, default);
        t.Status("empty PATCH with the checksum of an empty body",
            await t.SendAsync(empty.With("Upload-Checksum", Digests.Field("sha1", [])), upload.Url), [204], "A-59");
        t.Refused("empty PATCH with another checksum",
            await t.SendAsync(empty.With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url), "A-59");
        await t.OffsetIsAsync("after both", upload, 0, "TUS-113");
    }

    private static async Task DeclaredLength(TusCase t)
    {
        var upload = await DeferredAsync(t, 9);
        var patch = t.Patch(upload, 0, upload.From(0, 5));
        var bad = await t.SendAsync(patch.With("Upload-Length", "5").With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url);
        if (!await t.UnchangedAsync("PATCH with a wrong checksum and a length", bad, upload, 0, ["TUS-113"], ["TUS-108"])
            || !await DeferLength.Deferred.IsOpenAsync(t, "after it", upload, "TUS-113"))
        {
            return;
        }

        var good = await t.SendAsync(
            patch.With("Upload-Length", "9").With("Upload-Checksum", Digests.Field("sha1", upload.From(0, 5).Span)), upload.Url);
        if (t.Succeeded("PATCH with the correct checksum and another length", good, [204], "TUS-111"))
        {
            t.Field("HEAD at the end", await t.HeadWhenFreeAsync(upload.Url), "Upload-Length", 9, "TUS-113");
        }
    }

    private static async Task DeclaredByNothing(TusCase t)
    {
        var upload = await DeferredAsync(t, 5);
        await t.AppendAsync(upload, 0, 5);
        var declaring = t.Patch(upload, 5, default).With("Upload-Length", "5").With("Upload-Checksum", Digests.Field("sha1", []));
        if (t.Status("empty PATCH with a length and the checksum of an empty body", await t.SendAsync(declaring, upload.Url), [204],
            "A-59"))
        {
            t.Field("HEAD after it", await t.HeadWhenFreeAsync(upload.Url), "Upload-Length", 5, "TUS-022");
        }
    }

    private static async Task<Upload> DeferredAsync(TusCase t, int length) =>
        t.Created("Creating an upload of deferred length", await t.CreateAsync(t.Post((string?)null).With("Upload-Defer-Length", "1")),
            t.Content(length));
}
