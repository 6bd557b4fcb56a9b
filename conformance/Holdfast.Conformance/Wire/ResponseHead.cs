using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Wire;

/// <summary>Takes a response head apart and writes down every departure from RFC 9112.</summary>
internal static partial class ResponseHead
{
    /// <exception cref="FormatException">The first line is not a status line.</exception>
    /// <exception cref="BeyondLimitException">It has too many lines.</exception>
    public static WireResponse Parse(string head)
    {
        var malformed = new List<string>();
        var lines = FieldLines.Split(head, ReadingLimits.BeyondLines, malformed);
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
            Fields = new WireFields(FieldLines.Parse(lines.Skip(1), malformed)),
            Malformed = FieldLines.First(malformed),
        };
    }

    // RFC 9112, 4: the blank after the status is required even before an empty reason; real servers forget it.
    [GeneratedRegex(@"^(?<version>HTTP/\d\.\d) (?<status>\d{3})(?: (?<reason>.*))?$", RegexOptions.Singleline)]
    private static partial Regex StatusLine();
}
