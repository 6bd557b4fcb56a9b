using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Wire.Serving;

/// <summary>Takes a request's head apart and writes down every departure from RFC 9112.</summary>
internal static partial class RequestHead
{
    private static string TooManyLines { get; } =
        string.Create(CultureInfo.InvariantCulture, $"a request head of more than {ReadingLimits.HeadLines} lines");

    /// <exception cref="FormatException">The first line is no request line.</exception>
    /// <exception cref="BeyondLimitException">It has too many lines.</exception>
    public static ServedRequest Parse(string head)
    {
        var malformed = new List<string>();
        var lines = FieldLines.Split(head, TooManyLines, malformed);
        var line = RequestLine().Match(lines[0]);
        if (!line.Success)
        {
            throw new FormatException($"{ReadingLimits.Quote(lines[0])} is not a request line.");
        }

        var fields = new WireFields(FieldLines.Parse(lines.Skip(1), malformed));
        AddProblems(fields, malformed);
        return new ServedRequest(line.Groups["method"].Value, line.Groups["target"].Value, line.Groups["version"].Value, fields)
        {
            Malformed = FieldLines.First(malformed),
        };
    }

    /// <summary>The size in the first line of a chunk (RFC 9112, 7.1); <see langword="null"/> when it is not a size.</summary>
    public static long? ChunkSize(string line) => Chunk().Match(line) is { Success: true } size
        ? long.Parse(size.Groups["size"].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : null;

    private static void AddProblems(WireFields fields, List<string> malformed)
    {
        var (hosts, lengths, codings) =
            (fields.All("Host").Count(), fields.All("Content-Length").ToList(), fields.All("Transfer-Encoding").ToList());

        // RFC 9112, 3.2.
        if (hosts != 1)
        {
            malformed.Add(string.Create(CultureInfo.InvariantCulture, $"The request has {hosts} Host fields instead of one."));
        }

        // RFC 9112, 6.3.
        if (lengths.Count + codings.Count > 1)
        {
            malformed.Add("The request says the length of its body more than once.");
        }

        if (lengths.Exists(length => length.Length == 0 || !length.All(char.IsAsciiDigit)))
        {
            malformed.Add($"The Content-Length is {ReadingLimits.Quote(lengths[0])}, which is not a number.");
        }
    }

    // RFC 9112, 3: a method is a token, and the target has no blanks.
    [GeneratedRegex(@"\A(?<method>[!#$%&'*+.^_`|~0-9A-Za-z-]+) (?<target>[!-~]+) (?<version>HTTP/1\.[01])\z")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"\A0*(?<size>[0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n\z")]
    private static partial Regex Chunk();
}
