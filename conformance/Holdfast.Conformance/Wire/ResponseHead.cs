using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Wire;

/// <summary>Takes a response head apart and writes down every departure from RFC 9112.</summary>
internal static partial class ResponseHead
{
    /// <summary>How many syntax errors are recorded; more would add no information.</summary>
    private const int MaxRecorded = 20;

    /// <exception cref="FormatException">The first line is not a status line.</exception>
    /// <exception cref="BeyondLimitException">It has too many lines.</exception>
    public static WireResponse Parse(string head)
    {
        var malformed = new List<string>();
        if (head.Replace("\r\n", "", StringComparison.Ordinal).Contains('\n', StringComparison.Ordinal))
        {
            malformed.Add("A line of the head ends in a bare LF.");
        }

        if (head.AsSpan().Count('\n') > ReadingLimits.HeadLines)
        {
            throw new BeyondLimitException(ReadingLimits.BeyondLines);
        }

        var lines = head.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line).ToList();
        var status = StatusLine().Match(lines[0]);
        if (!status.Success)
        {
            throw new FormatException($"{ReadingLimits.Quote(lines[0])} is not a status line.");
        }

        return new WireResponse
        {
            Version = status.Groups["version"].Value,
            Status = int.Parse(status.Groups["status"].Value, CultureInfo.InvariantCulture),
            Reason = status.Groups["reason"].Value,
            Fields = new WireFields(Fields(lines.Skip(1).TakeWhile(line => line.Length > 0), malformed)),
            Malformed = [.. malformed.Take(MaxRecorded)],
        };
    }

    private static List<WireField> Fields(IEnumerable<string> lines, List<string> malformed)
    {
        var fields = new List<WireField>();
        foreach (var line in lines)
        {
            if (line[0] is ' ' or '\t' && fields.Count > 0)
            {
                malformed.Add($"The field {ReadingLimits.Quote(fields[^1].Name)} is folded over two lines.");
                fields[^1] = fields[^1] with { Value = fields[^1].Value + " " + line.Trim() };
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !Token().IsMatch(line[..colon]))
            {
                malformed.Add($"{ReadingLimits.Quote(line)} is not a field line.");
                continue;
            }

            // RFC 9110, 5.5: inside a value they can smuggle fields past a recipient that takes them for a line end.
            if (line.AsSpan().IndexOfAny('\r', '\0') >= 0)
            {
                malformed.Add($"The field {ReadingLimits.Quote(line[..colon])} contains CR or NUL.");
            }

            fields.Add(new WireField(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return fields;
    }

    // RFC 9112, 4: the blank after the status is required even before an empty reason; real servers forget it.
    [GeneratedRegex(@"^(?<version>HTTP/\d\.\d) (?<status>\d{3})(?: (?<reason>.*))?$", RegexOptions.Singleline)]
    private static partial Regex StatusLine();

    // RFC 9110, 5.6.2.
    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
    private static partial Regex Token();
}
