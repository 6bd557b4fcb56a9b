using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>tus 1.0.0, Upload-Metadata over an upload's life: its size, its bytes, and how long it is kept.</summary>
internal static class MetadataLifeCases
{
    private const int Kilo = 1024;

    /// <summary>The largest metadata that HEAD should return; the suite reads response heads up to 256 KiB.</summary>
    private const int LargestEcho = 200 * Kilo;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/metadata/odd-values",
            Title = "Values that are almost text are preserved byte by byte",
            Does = "Creates uploads whose values end with NUL, or with spaces and a line break, are the single byte 0xFF, and are UTF-16.",
            Must = "HEAD returns the same bytes; a server may refuse the value, but not change it.",
            Why = "Languages with NUL-terminated strings, or code that trims strings, change such values.",
            Judges = ["A-50-MUST", "A-50", "TUS-076", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(OddValues),
        },
        new()
        {
            Id = "tus/creation/metadata/many-keys",
            Title = "A thousand keys are preserved or refused",
            Does = "Creates an upload with a thousand pairs, ten kilobytes in all, and sends HEAD.",
            Must = "201 and HEAD returns all of them, or a refusal; never a part of them, never a 5xx.",
            Why = "An unannounced limit on pairs silently loses the last ones.",
            Judges = ["A-48", "A-12", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(ManyKeys),
        },
        new()
        {
            Id = "tus/creation/metadata/long-value",
            Title = "Long metadata is preserved completely or refused",
            Does = "Creates uploads with metadata of 8, 16, 64, 200 and 256 KiB, and sends HEAD for those that are created.",
            Must = "201 and HEAD returns the same bytes, or a refusal (400, 413, 431); never a 5xx, never a shortened value.",
            Why = "A thumbnail or a signed token in the metadata is useless without its end.",
            Judges = ["A-12", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(LongValue),
        },
        new()
        {
            Id = "tus/creation/metadata/long-key",
            Title = "A key of four kilobytes is preserved completely or refused",
            Does = "Creates an upload with two keys of 4 KiB that differ in their last letter, and sends HEAD.",
            Must = "201 and HEAD returns both keys, or a refusal; never a 5xx.",
            Why = "Two keys that are cut at the same length become one.",
            Judges = ["A-49", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(LongKey),
        },
        new()
        {
            Id = "tus/creation/metadata/whole-life",
            Title = "The metadata is kept for the whole life of the upload",
            Does = "Creates an upload with metadata and sends HEAD at offset 0, midway and when it is complete.",
            Must = "HEAD returns the same pairs each time.",
            Why = "The application that processes the finished file needs its name.",
            Judges = ["TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(WholeLife),
        },
        new()
        {
            Id = "tus/creation/metadata/isolation",
            Title = "Each upload has its own metadata",
            Does = "Creates two uploads with different metadata and one without, then sends HEAD for each, beginning with the first.",
            Must = "HEAD returns the pairs of each upload, and none for the third.",
            Why = "With metadata of another upload, one user sees the data of another.",
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
            var subject = $"POST with a value of the bytes {Convert.ToHexString(value)}";
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
        KeptOrRefusedAsync(t, "a thousand keys",
            string.Join(",", Enumerable.Range(0, 1000).Select(number => Metadata.Pair($"k{number}", $"{number}"))), "A-48", "A-12");

    private static async Task LongValue(TusCase t)
    {
        foreach (var size in new[] { 8 * Kilo, 16 * Kilo, 64 * Kilo, LargestEcho, 256 * Kilo })
        {
            // Four digits of Base64 make three bytes.
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
                $"POST with {subject}", "201, a 4xx or a closed connection", created,
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
            "Upload-Metadata of HEAD of the upload without any", "no metadata of the others", TusCase.Quoted(shown),
            shown?.Contains("owner", StringComparison.Ordinal) != true, "TUS-077");
    }
}
