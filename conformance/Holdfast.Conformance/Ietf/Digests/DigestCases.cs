using System.Security.Cryptography;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Ietf.Digests;

/// <summary>The draft's chapter on digests, which interop version 9 dropped; RFC 9530.</summary>
internal static class DigestCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/digests/representation-right",
            Title = "An upload with the correct Repr-Digest is accepted",
            Does = "Creates with Repr-Digest and sends the content in two appends.",
            Must = "The last append is a success.",
            Why = "A server that computes the digest over a part of the content refuses every file.",
            Judges = ["IETF-147"],
            Versions = Interop.Between(7, 8),
            Run = IetfCases.Run(RepresentationRight),
        },
        new()
        {
            Id = "ietf/digests/representation-wrong",
            Title = "An upload with a wrong Repr-Digest fails",
            Does = "Creates with the Repr-Digest of other content and completes the upload.",
            Must = "The last append is refused.",
            Why = "The client declared the digest of the file, and the file differs.",
            Judges = ["IETF-145"],
            Versions = Interop.Between(6, 8),
            Run = IetfCases.Run(RepresentationWrong),
        },
        new()
        {
            Id = "ietf/digests/representation-wanted",
            Title = "A requested digest is returned",
            Does = "Creates with Want-Repr-Digest for SHA-256 and completes the upload.",
            Must = "The last response has the correct Repr-Digest.",
            Why = "The client compares it with what it sent.",
            Judges = ["IETF-146", "IETF-147", "IETF-148"],
            Versions = Interop.Between(7, 8),
            Run = IetfCases.Run(RepresentationWanted),
        },
        new()
        {
            Id = "ietf/digests/content-wrong",
            Title = "Content with a wrong Content-Digest is refused",
            Does = "Appends with the Content-Digest of other content, then with the correct one.",
            Must = "The append is refused and the offset does not change; the correct one is accepted.",
            Why = "Bytes that are known to be wrong must not become part of a file.",
            Judges = ["IETF-149"],
            Versions = Interop.Between(6, 8),
            Run = IetfCases.Run(ContentWrong),
        },
    ];

    private static async Task RepresentationRight(IetfCase t)
    {
        var content = t.Content(2 * t.Chunk(5));
        var upload = await t.NewAsync(0, create => create.With("Repr-Digest", Sha256(content))) with { Content = content };
        await t.TakenAsync(upload, 0, t.Chunk(5));
        t.Success("the last append", await t.AppendAsync(upload, t.Chunk(5), completes: true, upload.From(t.Chunk(5))), "IETF-147");
    }

    private static async Task RepresentationWrong(IetfCase t)
    {
        var content = t.Content(t.Chunk(5));
        var upload = await t.NewAsync(0, create => create.With("Repr-Digest", Sha256([.. content, 0]))) with { Content = content };
        var last = await t.AppendAsync(upload, 0, completes: true, upload.Content);
        if (t.Answered("the last append", "no success", last, "IETF-145"))
        {
            t.Checks.Judge("Status of the last append", "no success", last, !last.IsSuccess, "IETF-145");
        }
    }

    private static async Task RepresentationWanted(IetfCase t)
    {
        var content = t.Content(2 * t.Chunk(5));
        var upload = await t.NewAsync(0, create => create.With("Want-Repr-Digest", "sha-256=10")) with { Content = content };
        var first = await t.TakenAsync(upload, 0, t.Chunk(5));
        t.Checks.Observe("Repr-Digest of the first append", IetfCase.Shown(first.Response!.Fields, "Repr-Digest"), "IETF-148");
        var last = await t.TakenAsync(upload, t.Chunk(5), t.Chunk(5), completes: true);
        var given = last["Repr-Digest"];
        t.Checks.Judge("Repr-Digest of the last append", "there", IetfCase.Shown(last.Response!.Fields, "Repr-Digest"), given is not null,
            "IETF-146");
        if (given is not null)
        {
            t.Checks.Judge("Repr-Digest of the last append", Sha256(content), given,
                given.Contains(Sha256(content), StringComparison.Ordinal), "IETF-147");
        }
    }

    private static async Task ContentWrong(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        var append = t.Append(upload, 0, completes: false, upload.Content);
        var wrong = await t.SendAsync(append.With("Content-Digest", Sha256(t.Content(6))), upload.Url);
        if (t.Answered("the append with a wrong digest", "no success", wrong, "IETF-149"))
        {
            t.Checks.Judge("Status of the append with a wrong digest", "no success", wrong.Outcome, !wrong.IsSuccess, "IETF-149");
        }

        await t.OffsetIsAsync("after it", upload, 0, "IETF-149");
        t.Success("the append with the correct digest",
            await t.SendAsync(append.With("Content-Digest", Sha256(upload.Content)), upload.Url), "IETF-149");
    }

    private static string Sha256(byte[] content) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";
}
