using System.Text.RegularExpressions;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in finding the end of a body.</summary>
internal static partial class FramingDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("framing/length-wins", "Transfer-Encoding is ignored when there is a Content-Length.", "framing/length-and-chunked",
            bytes => Length().IsMatch(bytes) ? Coding().Replace(bytes, "") : bytes),
        Defect("framing/unknown-is-chunked", "Every transfer coding is treated as chunked.", "framing/unknown-coding",
            bytes => Coding().Replace(bytes, "\r\nTransfer-Encoding: chunked")),
        Whole("framing/repeated-is-passed-over", "A repeated Transfer-Encoding is ignored, and as many bytes are read as the upload lacks.",
            "framing/chunked-twice",
            bytes => Coding().Count(bytes) == 2
                ? Coding().Replace(bytes, "")
                    .Replace("\r\n\r\n5\r\n", "\r\nContent-Length: 5\r\n\r\n5\r\n", StringComparison.Ordinal) : bytes),
        Defect("framing/first-length-wins", "Of several Content-Length values the first counts.", "framing/lengths-that-differ",
            bytes => Lengths(bytes).Distinct().Count() > 1 ? WithLength(bytes, Lengths(bytes)[0]) : bytes),
        Defect("framing/lengths-are-added", "Repeated Content-Length values are added up.", "framing/lengths-that-agree",
            bytes => Lengths(bytes) is ["5", "5"] ? WithLength(bytes, "10") : bytes),
        Defect("framing/length-up-to-nonsense", "Content-Length is read up to the first character that is not a digit, and 0x is accepted.",
            "framing/length-malformed",
            bytes => Lengths(bytes) is ["0x5"] or ["5.0"] or ["5 5"] ? WithLength(bytes, "5") : bytes),
        Whole("chunk/sign-and-prefix", "Chunk sizes are read with a sign, and with 0x.", "chunk/size-malformed",
            bytes => bytes.Replace("\r\n\r\n+5\r\n", "\r\n\r\n5\r\n", StringComparison.Ordinal)
                .Replace("\r\n\r\n0x5\r\n", "\r\n\r\n5\r\n", StringComparison.Ordinal)),
        Whole("chunk/size-wraps", "A chunk size wraps at 64 bits.", "chunk/size-malformed",
            bytes => bytes.Replace("\r\n\r\n10000000000000005\r\n", "\r\n\r\n5\r\n", StringComparison.Ordinal)),
        Whole("chunk/small-letters-only", "Chunk sizes in capitals are not read.", "chunk/size-spelling",
            bytes => bytes.Replace("\r\n\r\nA\r\n", "\r\n\r\n!\r\n", StringComparison.Ordinal)),
        Whole("chunk/extension-is-content", "The text after a semicolon in the line with the chunk size is treated as content.",
            "chunk/extension",
            bytes => bytes.Replace("\r\n\r\n5;a=b\r\nhello", "\r\n\r\n5\r\n;a=bh", StringComparison.Ordinal)),
        Whole("chunk/skips-to-line-end", "After a chunk, everything up to the next line end is skipped.", "chunk/not-closed",
            bytes => bytes.Replace("\r\nhelloXX\r\n", "\r\nhello\r\n", StringComparison.Ordinal)),
        new()
        {
            Name = "chunk/trailer-noticed-late",
            Breaks = "An Upload-Offset in the trailer that contradicts the header is noticed after the bytes are stored, and answered "
                + "with 409.",
            Kills = ["tus/wire/chunk/offset-in-trailer"],
            Violates = ["TUS-032"],
            Break = Broken.Response(context =>
            {
                if (context.Request.Headers["Trailer"] == "Upload-Offset")
                {
                    context.Response.StatusCode = 409;
                }
            }),
        },
    ];

    private static Defect Defect(string name, string breaks, string kills, Func<string, string> read) =>
        new() { Name = name, Breaks = breaks, Kills = [$"tus/wire/{kills}"], Rewrite = WireRewrite.OfHead(read) };

    private static Defect Whole(string name, string breaks, string kills, Func<string, string> read) =>
        Defect(name, breaks, kills, read) with { Rewrite = new WireRewrite(read) };

    private static List<string> Lengths(string bytes) =>
        [.. Length().Matches(bytes).SelectMany(line => line.Groups["value"].Value.Split(',')).Select(value => value.Trim())];

    private static string WithLength(string bytes, string length)
    {
        var first = Length().Match(bytes).Index;
        var without = Length().Replace(bytes, "");
        return without.Insert(first, $"\r\nContent-Length: {length}");
    }

    [GeneratedRegex(@"\r\nContent-Length: *(?<value>[^\r\n]*)")]
    private static partial Regex Length();

    [GeneratedRegex(@"\r\nTransfer-Encoding: *[^\r\n]*")]
    private static partial Regex Coding();
}
