using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Checksum;

/// <summary>
/// tus 1.0.0, Upload-Checksum: values that are almost right. A server may read them or refuse them, but what it accepts it must have
/// verified, so each is sent with the checksum of other bytes.
/// </summary>
internal static class ChecksumSpellingCases
{
    private static readonly string[] Needed = ["creation", "checksum"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/checksum/upper-case",
            Title = "An algorithm name in upper case does not disable the verification",
            Does = "Sends a PATCH with Upload-Checksum: SHA1 and the checksum of other bytes, then one with the correct checksum.",
            Must = "The PATCH with the wrong checksum is refused and the offset does not change; the response to the correct one is "
                + "recorded.",
            Why = "Names are announced in lower case, but a client that uses upper case must not silently lose the verification.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(t => NeverUnverifiedAsync(t, sum => $"SHA1 {sum}")),
        },
        new()
        {
            Id = "tus/checksum/blanks",
            Title = "Extra spaces do not disable the verification",
            Does = "Sends PATCHes whose Upload-Checksum has two spaces, or a tab, before the checksum of other bytes, then before the "
                + "correct one.",
            Must = "The PATCHes with a wrong checksum are refused and the offset does not change; the responses to the correct ones are "
                + "recorded.",
            Why = "A parser that splits at the first space finds an empty digest and may have nothing to compare.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(t => NeverUnverifiedAsync(t, sum => $"sha1  {sum}", sum => $"sha1\t{sum}")),
        },
        new()
        {
            Id = "tus/checksum/url-alphabet",
            Title = "A digest in the URL-safe Base64 alphabet is refused or verified",
            Does = "Sends PATCHes whose sha1 is encoded in URL-safe Base64, and without padding, first for other bytes, then for the sent "
                + "ones.",
            Must = "The PATCHes with a wrong checksum are refused and the offset does not change; the responses to the correct ones are "
                + "recorded.",
            Why = "Decoders that skip unknown characters decode such a digest to another one, or to none.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(
                t => NeverUnverifiedAsync(t, sum => $"sha1 {sum.Replace('+', '-').Replace('/', '_')}", sum => $"sha1 {sum.TrimEnd('=')}")),
        },
        new()
        {
            Id = "tus/checksum/list",
            Title = "A list of checksums is not accepted when one of them is wrong",
            Does = "Sends PATCHes with two checksums in one Upload-Checksum, the correct one first and the wrong one first.",
            Must = "The PATCHes are refused and the offset does not change: the field has one checksum.",
            Why = "An intermediary that adds a second checksum could replace the client's.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(List),
        },
        new()
        {
            Id = "tus/checksum/two-lines",
            Title = "Two Upload-Checksum lines are not accepted when one of them is wrong",
            Does = "Sends PATCHes with two Upload-Checksum lines, the correct one first and the wrong one first.",
            Must = "The PATCHes are refused, and the offset does not change.",
            Why = "A proxy that uses the first line and a server that uses the last one do not verify the same checksum.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(TwoLines),
        },
        new()
        {
            Id = "tus/checksum/shortened",
            Title = "A digest that is a prefix of the correct one is refused",
            Does = "Sends PATCHes with the first byte, the first 4 bytes and the first 19 bytes of the correct sha1.",
            Must = "A 4xx each time, and the offset does not change.",
            Why = "A comparison over the shorter length accepts one of 256 random bodies.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(Shortened),
        },
    ];

    private static async Task NeverUnverifiedAsync(TusCase t, params Func<string, string>[] spellings)
    {
        var upload = await t.NewUploadAsync(100);

        // Its sha1 has both letters in which the two alphabets differ, and ends with padding like every sha1.
        var others = Enumerable.Range(0, 1000).Select(number => Convert.ToBase64String(Digests.Of("sha1", BitConverter.GetBytes(number))!));
        var other = others.First(sum => sum.Contains('+', StringComparison.Ordinal) && sum.Contains('/', StringComparison.Ordinal));
        foreach (var spelling in spellings)
        {
            var wrong = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Upload-Checksum", spelling(other)), upload.Url);
            if (!await t.UnchangedAsync(
                $"PATCH with Upload-Checksum '{spelling(other)}' of other bytes", wrong, upload, 0, ["TUS-113"], ["A-58"]))
            {
                return;
            }
        }

        foreach (var spelling in spellings)
        {
            var fresh = await t.NewUploadAsync(upload.Content);
            var value = spelling(Convert.ToBase64String(Digests.Of("sha1", upload.Content)!));
            t.Checks.Observe($"PATCH with Upload-Checksum '{value}', which is correct",
                (await t.SendAsync(t.Patch(fresh, 0, fresh.From(0)).With("Upload-Checksum", value), fresh.Url)).Outcome, "A-58");
        }
    }

    private static async Task List(TusCase t)
    {
        var upload = await t.NewUploadAsync(100);
        var (right, wrong) = (Digests.Field("sha1", upload.Content), Digests.Field("sha1", "other"u8));
        foreach (var value in new[] { $"{right},{wrong}", $"{right}, {wrong}", $"{wrong},{right}" })
        {
            var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Upload-Checksum", value), upload.Url);
            if (!await t.UnchangedAsync($"PATCH with Upload-Checksum '{value}'", answer, upload, 0, ["TUS-113"], ["A-58"]))
            {
                return;
            }
        }
    }

    private static async Task TwoLines(TusCase t)
    {
        var upload = await t.NewUploadAsync(100);
        var (right, wrong) = (Digests.Field("sha1", upload.Content), Digests.Field("sha1", "other"u8));
        foreach (var (first, second) in new[] { (right, wrong), (wrong, right) })
        {
            var request = t.Patch(upload, 0, upload.From(0)).With("Upload-Checksum", first).With("Upload-Checksum", second);
            var subject = $"PATCH with the {(first == right ? "right" : "wrong")} sum in the first line and the other in the second";
            if (!await t.UnchangedAsync(subject, await t.SendAsync(request, upload.Url), upload, 0, ["TUS-113"], ["A-58"]))
            {
                return;
            }
        }
    }

    private static async Task Shortened(TusCase t)
    {
        var upload = await t.NewUploadAsync(100);
        var digest = Digests.Of("sha1", upload.Content)!;
        foreach (var length in new[] { 1, 4, 19 })
        {
            var value = $"sha1 {Convert.ToBase64String(digest[..length])}";
            var answer = await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Upload-Checksum", value), upload.Url);
            if (!await t.UnchangedAsync($"PATCH with the first {length} bytes of the digest", answer, upload, 0, ["TUS-113"], ["A-58"]))
            {
                return;
            }
        }
    }
}
