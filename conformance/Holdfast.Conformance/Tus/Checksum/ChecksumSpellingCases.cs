using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Checksum;

/// <summary>
/// tus 1.0.0, Upload-Checksum: values that are almost right. A server may read them or refuse them, but what it accepts it must have
/// verified, so each is sent with the sum of other octets.
/// </summary>
internal static class ChecksumSpellingCases
{
    private static readonly string[] Needed = ["creation", "checksum"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/checksum/upper-case",
            Title = "An algorithm in upper case does not switch the verification off",
            Does = "Sends a PATCH with Upload-Checksum: SHA1 and the sum of other octets, then one with the right sum.",
            Must = "No success for the wrong sum, and the offset stays; what the right one gets is recorded.",
            Why = "Names are announced without upper case; a client that shouts must not lose its protection silently.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(t => NeverUnverifiedAsync(t, sum => $"SHA1 {sum}")),
        },
        new()
        {
            Id = "tus/checksum/blanks",
            Title = "Blanks too many do not switch the verification off",
            Does = "Sends PATCHes whose Upload-Checksum has two blanks, or a tab, before the sum of other octets, then with the right sum.",
            Must = "No success for the wrong sums, and the offset stays; what the right ones get is recorded.",
            Why = "A parser that splits at the first blank finds an empty sum and may have nothing to compare.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(t => NeverUnverifiedAsync(t, sum => $"sha1  {sum}", sum => $"sha1\t{sum}")),
        },
        new()
        {
            Id = "tus/checksum/url-alphabet",
            Title = "A sum in the URL-safe alphabet is refused or verified",
            Does = "Sends PATCHes with a sha1 that is written in Base64's URL-safe alphabet, and without its padding, of other octets; then of the right ones.",
            Must = "No success for the wrong sums, and the offset stays; what the right ones get is recorded.",
            Why = "Decoders that skip what they do not know decode such a sum to another one, or to none.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(t => NeverUnverifiedAsync(t, sum => $"sha1 {sum.Replace('+', '-').Replace('/', '_')}", sum => $"sha1 {sum.TrimEnd('=')}")),
        },
        new()
        {
            Id = "tus/checksum/list",
            Title = "A list of sums is not accepted when one of them is wrong",
            Does = "Sends PATCHes with two sums in one Upload-Checksum, the right one first and the wrong one first.",
            Must = "No success, and the offset stays: one sum was asked for.",
            Why = "Whoever adds a second sum wins over whoever computed the first.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(List),
        },
        new()
        {
            Id = "tus/checksum/two-lines",
            Title = "Two Upload-Checksum lines are not accepted when one of them is wrong",
            Does = "Sends PATCHes with two Upload-Checksum lines, the right one first and the wrong one first.",
            Must = "No success, and the offset stays.",
            Why = "A proxy that looks at the first line and a server that looks at the last do not verify the same thing.",
            Judges = ["A-58", "TUS-113"],
            Needs = Needed,
            Run = TusCases.Run(TwoLines),
        },
        new()
        {
            Id = "tus/checksum/shortened",
            Title = "A sum that only begins right is refused",
            Does = "Sends PATCHes with the first octet, the first four and the first nineteen of the right sha1.",
            Must = "A 4xx each time, and the offset stays.",
            Why = "A comparison over the shorter of the two accepts one body in 256 by chance.",
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
            if (!await t.UnchangedAsync($"PATCH with Upload-Checksum '{spelling(other)}' of other octets", wrong, upload, 0, ["TUS-113"], ["A-58"]))
            {
                return;
            }
        }

        foreach (var spelling in spellings)
        {
            var fresh = await t.NewUploadAsync(upload.Content);
            var value = spelling(Convert.ToBase64String(Digests.Of("sha1", upload.Content)!));
            t.Checks.Observe($"PATCH with Upload-Checksum '{value}', which is right", (await t.SendAsync(t.Patch(fresh, 0, fresh.From(0)).With("Upload-Checksum", value), fresh.Url)).Outcome, "A-58");
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
            if (!await t.UnchangedAsync($"PATCH with the first {length} octets of the sum", answer, upload, 0, ["TUS-113"], ["A-58"]))
            {
                return;
            }
        }
    }
}
