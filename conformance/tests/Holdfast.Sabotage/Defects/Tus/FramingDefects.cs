using System.Text.RegularExpressions;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in finding the end of a body.</summary>
internal static partial class FramingDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("framing/length-wins", "Beside a Content-Length, Transfer-Encoding is not read.", "framing/length-and-chunked",
            octets => Length().IsMatch(octets) ? Coding().Replace(octets, "") : octets),
        Defect("framing/unknown-is-chunked", "Every transfer coding is taken for chunked.", "framing/unknown-coding",
            octets => Coding().Replace(octets, "\r\nTransfer-Encoding: chunked")),
        Whole("framing/repeated-is-passed-over", "A repeated Transfer-Encoding is passed over, and what the upload lacks is read instead.",
            "framing/chunked-twice",
            octets => Coding().Count(octets) == 2
                ? Coding().Replace(octets, "")
                    .Replace("\r\n\r\n5\r\n", "\r\nContent-Length: 5\r\n\r\n5\r\n", StringComparison.Ordinal) : octets),
        Defect("framing/first-length-wins", "Of several Content-Length values the first counts.", "framing/lengths-that-differ",
            octets => Lengths(octets).Distinct().Count() > 1 ? WithLength(octets, Lengths(octets)[0]) : octets),
        Defect("framing/lengths-are-added", "A repeated Content-Length is added up.", "framing/lengths-that-agree",
            octets => Lengths(octets) is ["5", "5"] ? WithLength(octets, "10") : octets),
        Defect("framing/length-up-to-nonsense", "Content-Length is read up to the first character that is no digit, and 0x is read, too.",
            "framing/length-malformed",
            octets => Lengths(octets) is ["0x5"] or ["5.0"] or ["5 5"] ? WithLength(octets, "5") : octets),
        Whole("chunk/sign-and-prefix", "Chunk sizes are read with a sign, and with 0x.", "chunk/size-malformed",
            octets => octets.Replace("\r\n\r\n+5\r\n", "\r\n\r\n5\r\n", StringComparison.Ordinal)
                .Replace("\r\n\r\n0x5\r\n", "\r\n\r\n5\r\n", StringComparison.Ordinal)),
        Whole("chunk/size-wraps", "A chunk size wraps at 64 bits.", "chunk/size-malformed",
            octets => octets.Replace("\r\n\r\n10000000000000005\r\n", "\r\n\r\n5\r\n", StringComparison.Ordinal)),
        Whole("chunk/small-letters-only", "Chunk sizes in capitals are not read.", "chunk/size-spelling",
            octets => octets.Replace("\r\n\r\nA\r\n", "\r\n\r\n!\r\n", StringComparison.Ordinal)),
        Whole("chunk/extension-is-content", "What follows a semicolon in the size line is content.", "chunk/extension",
            octets => octets.Replace("\r\n\r\n5;a=b\r\nhello", "\r\n\r\n5\r\n;a=bh", StringComparison.Ordinal)),
        Whole("chunk/skips-to-line-end", "After a chunk, everything up to the next line end is skipped.", "chunk/not-closed",
            octets => octets.Replace("\r\nhelloXX\r\n", "\r\nhello\r\n", StringComparison.Ordinal)),
        new()
        {
            Name = "chunk/trailer-noticed-late",
            Breaks = "An Upload-Offset in the trailer is found to contradict after the octets are stored, and answered with 409.",
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

    private static List<string> Lengths(string octets) =>
        [.. Length().Matches(octets).SelectMany(line => line.Groups["value"].Value.Split(',')).Select(value => value.Trim())];

    private static string WithLength(string octets, string length)
    {
        var first = Length().Match(octets).Index;
        var without = Length().Replace(octets, "");
        return without.Insert(first, $"\r\nContent-Length: {length}");
    }

    [GeneratedRegex(@"\r\nContent-Length: *(?<value>[^\r\n]*)")]
    private static partial Regex Length();

    [GeneratedRegex(@"\r\nTransfer-Encoding: *[^\r\n]*")]
    private static partial Regex Coding();
}
