using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>tus 1.0.0, Upload-Metadata over an upload's life: how much of it is kept, what of each octet, and for how long.</summary>
internal static class MetadataLifeCases
{
    private const int Kilo = 1024;

    /// <summary>The largest that HEAD is asked to give back; the suite reads response heads up to 256 KiB.</summary>
    private const int LargestEcho = 200 * Kilo;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/metadata/odd-values",
            Title = "Values that look like text with a flaw keep all their octets",
            Does = "Creates uploads whose values end in NUL, in blanks and a line's end, are a single octet 0xFF, and are UTF-16.",
            Must = "HEAD returns the same octets; a server may refuse the value, but not change it.",
            Why = "Languages whose texts end at a NUL, or that trim, give another value back than they were given.",
            Judges = ["A-50-MUST", "A-50", "TUS-076", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(OddValues),
        },
        new()
        {
            Id = "tus/creation/metadata/many-keys",
            Title = "A thousand keys are kept or refused",
            Does = "Creates an upload with a thousand pairs, ten kilobytes in all, and asks HEAD.",
            Must = "201 and all thousand on HEAD, or a refusal; never a part of them, never 5xx.",
            Why = "A limit on pairs that nobody is told about loses whatever came last.",
            Judges = ["A-48", "A-12", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(ManyKeys),
        },
        new()
        {
            Id = "tus/creation/metadata/long-value",
            Title = "Long metadata is kept whole or refused",
            Does = "Creates uploads with metadata of 8, 16, 64, 200 and 256 KiB, and asks HEAD where one is made.",
            Must = "201 and the same octets on HEAD, or a refusal (400, 413, 431); never 5xx, never a shortened value.",
            Why = "A thumbnail or a signed token in the metadata is worthless when its end is gone.",
            Judges = ["A-12", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(LongValue),
        },
        new()
        {
            Id = "tus/creation/metadata/long-key",
            Title = "A key of four kilobytes is kept whole or refused",
            Does = "Creates an upload with two keys of 4 KiB that differ in their last letter, and asks HEAD.",
            Must = "201 and both keys on HEAD, or a refusal; never 5xx.",
            Why = "Two keys that are cut to the same one become one.",
            Judges = ["A-49", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(LongKey),
        },
        new()
        {
            Id = "tus/creation/metadata/whole-life",
            Title = "The metadata is there until the end",
            Does = "Creates an upload with metadata and asks HEAD at offset 0, midway and when it is complete.",
            Must = "The same pairs each time.",
            Why = "What picks the finished file up wants to know its name.",
            Judges = ["TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(WholeLife),
        },
        new()
        {
            Id = "tus/creation/metadata/isolation",
            Title = "Each upload shows its own metadata",
            Does = "Creates two uploads with different metadata and one without, then asks HEAD of each, the first one first.",
            Must = "Each shows its own pairs, and the third none of the others'.",
            Why = "Metadata of another upload tells one user's secrets to another.",
            Judges = ["TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(Isolation),
        },
    ];

    private static async Task OddValues(TusCase t)
    {
        foreach (var value in new byte[][] { [.. "abc\0"u8], [.. "abc \r\n"u8], [0xFF], [0xFF, 0xFE, (byte)'a', 0] })
        {
            var metadata = Metadata.Pair("value", value);
            var subject = $"POST with a value of the octets {Convert.ToHexString(value)}";
            var created = await t.CreateAsync(t.Post(5, metadata));
            if (created.Status == 201 && t.Location(created) is { } url)
            {
                await MetadataEcho.JudgeAsync(t, url, $"after {subject}", metadata, "A-50-MUST", "TUS-077");
            }
            else if (t.Refused(subject, created, "A-50"))
            {
                // tus 1.0.0, Creation: a server may reject an upload for its metadata.
                t.Checks.Observe(subject, created.Outcome, "TUS-076");
            }
        }
    }

    private static Task ManyKeys(TusCase t) =>
        KeptOrRefusedAsync(t, "a thousand keys", string.Join(",", Enumerable.Range(0, 1000).Select(number => Metadata.Pair($"k{number}", $"{number}"))), "A-48", "A-12");

    private static async Task LongValue(TusCase t)
    {
        foreach (var size in new[] { 8 * Kilo, 16 * Kilo, 64 * Kilo, LargestEcho, 256 * Kilo })
        {
            // Four digits of Base64 make three octets.
            var metadata = Metadata.Pair("value", t.Content(size / 4 * 3));
            await KeptOrRefusedAsync(t, $"{size / Kilo} KiB of metadata", metadata, "A-12");
        }
    }

    private static Task LongKey(TusCase t)
    {
        var key = new string('k', 4 * Kilo);
        return KeptOrRefusedAsync(t, "two keys of 4 KiB", $"{key}a YQ==,{key}b Yg==", "A-49");
    }

    private static async Task KeptOrRefusedAsync(TusCase t, string subject, string metadata, params IReadOnlyList<string> requirements)
    {
        var created = await t.CreateAsync(t.Post(5, metadata));
        if (created.Status != 201 || t.Location(created) is not { } url)
        {
            // Many servers end the connection at a header section that is too large, some before it has been read.
            t.Checks.Judge(
                $"POST with {subject}", "201, a 4xx or the end of the connection", created,
                created.IsClientError || TusCase.IsGone(created), requirements);
        }
        else if (metadata.Length <= LargestEcho + Kilo)
        {
            await MetadataEcho.JudgeAsync(t, url, $"after POST with {subject}", metadata, [.. requirements, "TUS-077"]);
        }
        else
        {
            t.Checks.Observe($"POST with {subject}", created.Outcome, requirements);
        }
    }

    private static async Task WholeLife(TusCase t)
    {
        var metadata = Metadata.Pair("filename", "report.txt") + "," + Metadata.Pair("holdfast", "run");
        var upload = await t.NewUploadAsync(10, metadata);
        await MetadataEcho.JudgeAsync(t, upload.Url, "at offset 0", metadata, "TUS-077");
        await t.AppendAsync(upload, 0, 4);
        await MetadataEcho.JudgeAsync(t, upload.Url, "midway", metadata, "TUS-077");
        await t.AppendAsync(upload, 4, 6);
        await MetadataEcho.JudgeAsync(t, upload.Url, "when complete", metadata, "TUS-077");
    }

    private static async Task Isolation(TusCase t)
    {
        var (ours, theirs) = (Metadata.Pair("owner", "first"), Metadata.Pair("owner", "second"));
        var first = await t.NewUploadAsync(5, ours);
        var second = await t.NewUploadAsync(5, theirs);
        var third = await t.NewUploadAsync(5);
        await MetadataEcho.JudgeAsync(t, first.Url, "of the first upload", ours, "TUS-077");
        await MetadataEcho.JudgeAsync(t, second.Url, "of the second upload", theirs, "TUS-077");
        Exchange head = await t.HeadAsync(third.Url);
        var shown = head["Upload-Metadata"];
        t.Checks.Judge(
            "Upload-Metadata of HEAD of the upload without any", "nothing of the others'", TusCase.Quoted(shown),
            shown?.Contains("owner", StringComparison.Ordinal) != true, "TUS-077");
    }
}
