using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Checksum;

/// <summary>tus 1.0.0, Checksum: which octets the sum is about, and what becomes of those that are dropped.</summary>
internal static class ChecksumBodyCases
{
    private static readonly string[] Needed = ["creation", "checksum"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/checksum/sum-of-file",
            Title = "The sum of the file so far is not the sum of the body",
            Does = "Appends five octets, then sends the next five with the sha1 of all ten.",
            Must = "No success, and the offset stays at five: the sum covers the body of that one PATCH.",
            Why = "A server that sums up the whole file refuses every client that sums up its chunks.",
            Judges = ["TUS-108", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(SumOfFile),
        },
        new()
        {
            Id = "tus/checksum/every-octet",
            Title = "A changed octet is noticed wherever it is",
            Does = "Sends a body of 70000 octets with the first, one in the middle, and the last octet changed, each time with the sum of the right ones.",
            Must = "No success and offset 0, three times.",
            Why = "A server that sums up its first buffer, or all but the last, verifies nothing of a real chunk.",
            Judges = ["TUS-108", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(EveryOctet),
        },
        new()
        {
            Id = "tus/checksum/completing",
            Title = "A wrong sum on the last PATCH does not complete the upload",
            Does = "Sends the last five of ten octets with a wrong sha1, asks HEAD, then sends them with the right one.",
            Must = "No success, offset 5 of 10, then 204 and the upload is whole.",
            Why = "Completion starts what cannot be taken back: a virus scan, a mail, a move to the archive.",
            Judges = ["A-61", "TUS-113", "TUS-112"],
            Needs = Needed,
            Run = TusCases.Run(Completing),
        },
        new()
        {
            Id = "tus/checksum/nothing-stays",
            Title = "Nothing of a dropped body shows up later",
            Does = "Sends 900 octets with a wrong sum, then the upload's own 1000 in two PATCHes of 300 and 700.",
            Must = "The dropped octets leave no trace: the content is as sent by the two later PATCHes.",
            Why = "A server that writes first and moves only the offset back leaves the wrong octets in the file.",
            Judges = ["TUS-108", "TUS-112", "TUS-036"],
            Needs = Needed,
            Run = TusCases.Run(NothingStays),
        },
        new()
        {
            Id = "tus/checksum/chunked",
            Title = "A chunked body is verified like any other",
            Does = "Sends a chunked PATCH with a wrong sha1 in its header section, then one with the right sha1.",
            Must = "No success and offset 0 for the first, 204 for the second.",
            Why = "Clients that stream do not know the length, and may well know the sum.",
            Judges = ["TUS-108", "TUS-113", "TUS-111", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(Chunked),
        },
        new()
        {
            Id = "tus/checksum/empty-body",
            Title = "The sum of nothing is accepted for a body of nothing",
            Does = "Sends an empty PATCH with the sha1 of no octets, then one with another sha1.",
            Must = "204 for the first, no success for the second; the offset stays at 0.",
            Why = "Clients that probe or declare a length send empty bodies with their checksum code still on.",
            Judges = ["A-59", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(EmptyBody),
        },
        new()
        {
            Id = "tus/checksum/declared-length",
            Title = "A refused body declares no length",
            Does = "Sends a PATCH with a wrong sha1 and Upload-Length: 5 to an upload of deferred length, then the same octets with the right sum and Upload-Length: 9.",
            Must = "No success; HEAD still shows offset 0 and Upload-Defer-Length: 1; the second declaration counts.",
            Why = "A length that comes from a damaged request can never be corrected again.",
            Judges = ["TUS-108", "TUS-113", "TUS-111"],
            Needs = [.. Needed, "creation-defer-length"],
            Run = TusCases.Run(DeclaredLength),
        },
        new()
        {
            Id = "tus/checksum/declared-by-nothing",
            Title = "An empty PATCH with a sum can declare the length",
            Does = "Appends five octets to an upload of deferred length and sends an empty PATCH with Upload-Length: 5 and the sha1 of no octets.",
            Must = "204, and HEAD shows the length.",
            Why = "This is how a client that streams finishes; its checksum code does not know that the body is empty.",
            Judges = ["A-59", "TUS-022"],
            Needs = [.. Needed, "creation-defer-length"],
            Run = TusCases.Run(DeclaredByNothing),
        },
    ];

    private static async Task SumOfFile(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 5);
        var answer = await t.SendAsync(t.Patch(upload, 5, upload.From(5)).With("Upload-Checksum", Digests.Field("sha1", upload.Content)), upload.Url);
        t.Refused("PATCH with the sum of the whole file", answer, "TUS-108");
        await t.OffsetIsAsync("after it", upload, 5, "TUS-113");
    }

    private static async Task EveryOctet(TusCase t)
    {
        var upload = await t.NewUploadAsync(70_000);
        foreach (var at in new[] { 0, 40_000, 69_999 })
        {
            var spoiled = upload.Content.ToArray();
            spoiled[at] ^= 1;
            var answer = await t.SendAsync(t.Patch(upload, 0, spoiled).With("Upload-Checksum", Digests.Field("sha1", upload.Content)), upload.Url);
            if (!await t.UnchangedAsync($"PATCH with octet {at} changed", answer, upload, 0, ["TUS-113"], ["TUS-108"]))
            {
                return;
            }
        }
    }

    private static async Task Completing(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 5);
        var answer = await t.SendAsync(t.Patch(upload, 5, upload.From(5)).With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url);
        if (!await t.UnchangedAsync("the last PATCH with a wrong sum", answer, upload, 5, ["TUS-113", "A-61"], ["A-61"]))
        {
            return;
        }

        var right = await t.SendAsync(t.Patch(upload, 5, upload.From(5)).With("Upload-Checksum", Digests.Field("sha1", upload.From(5).Span)), upload.Url);
        if (t.Succeeded("the last PATCH with the right sum", right, [204], "TUS-112"))
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
        if (t.Refused("PATCH with a wrong sum", wrong, "TUS-108")
            && t.Succeeded("PATCH of 300 octets afterwards", await t.PatchAsync(upload, 0, upload.From(0, 300)), [204], "TUS-036", "TUS-112")
            && await t.OffsetIsAsync("after the 300 octets", upload, 300, "TUS-112")
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
        if (!await t.UnchangedAsync("chunked PATCH with a wrong sum", bad, upload, 0, ["TUS-113"], ["TUS-108"]))
        {
            return;
        }

        var good = await t.SendAsync(request.With("Upload-Checksum", Digests.Field("sha1", upload.Content)), upload.Url);
        if (t.Succeeded("chunked PATCH with the right sum", good, [204], "TUS-111", "TUS-108"))
        {
            await t.OffsetIsAsync("after the right sum", upload, 1000, "TUS-038");
        }
    }

    private static async Task EmptyBody(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        var empty = t.Patch(upload, 0, default);
        t.Status("empty PATCH with the sum of nothing", await t.SendAsync(empty.With("Upload-Checksum", Digests.Field("sha1", [])), upload.Url), [204], "A-59");
        t.Refused("empty PATCH with another sum", await t.SendAsync(empty.With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url), "A-59");
        await t.OffsetIsAsync("after both", upload, 0, "TUS-113");
    }

    private static async Task DeclaredLength(TusCase t)
    {
        var upload = await DeferredAsync(t, 9);
        var patch = t.Patch(upload, 0, upload.From(0, 5));
        var bad = await t.SendAsync(patch.With("Upload-Length", "5").With("Upload-Checksum", Digests.Field("sha1", "other"u8)), upload.Url);
        if (!await t.UnchangedAsync("PATCH with a wrong sum and a length", bad, upload, 0, ["TUS-113"], ["TUS-108"])
            || !await DeferLength.Deferred.IsOpenAsync(t, "after it", upload, "TUS-113"))
        {
            return;
        }

        var good = await t.SendAsync(patch.With("Upload-Length", "9").With("Upload-Checksum", Digests.Field("sha1", upload.From(0, 5).Span)), upload.Url);
        if (t.Succeeded("PATCH with the right sum and another length", good, [204], "TUS-111"))
        {
            t.Field("HEAD in the end", await t.HeadWhenFreeAsync(upload.Url), "Upload-Length", 9, "TUS-113");
        }
    }

    private static async Task DeclaredByNothing(TusCase t)
    {
        var upload = await DeferredAsync(t, 5);
        await t.AppendAsync(upload, 0, 5);
        var declaring = t.Patch(upload, 5, default).With("Upload-Length", "5").With("Upload-Checksum", Digests.Field("sha1", []));
        if (t.Status("empty PATCH with a length and the sum of nothing", await t.SendAsync(declaring, upload.Url), [204], "A-59"))
        {
            t.Field("HEAD after it", await t.HeadWhenFreeAsync(upload.Url), "Upload-Length", 5, "TUS-022");
        }
    }

    private static async Task<TusUpload> DeferredAsync(TusCase t, int length) =>
        t.Made("Creating an upload of deferred length", await t.CreateAsync(t.Post((string?)null).With("Upload-Defer-Length", "1")), t.Content(length));
}
