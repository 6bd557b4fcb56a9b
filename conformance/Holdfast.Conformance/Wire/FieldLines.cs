using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Wire;

/// <summary>Takes the lines of a head apart and records every syntax error (RFC 9112).</summary>
internal static partial class FieldLines
{
    /// <summary>How many syntax errors are recorded; more would add no information.</summary>
    private const int MostErrors = 20;

    /// <summary>The lines of a head without their ends.</summary>
    /// <param name="head">The head.</param>
    /// <param name="beyond">The text of the exception where a head has more lines than are read.</param>
    /// <param name="malformed">Takes the syntax errors.</param>
    /// <exception cref="BeyondLimitException">There are too many.</exception>
    public static IReadOnlyList<string> Split(string head, string beyond, List<string> malformed)
    {
        if (head.Replace("\r\n", "", StringComparison.Ordinal).Contains('\n', StringComparison.Ordinal))
        {
            malformed.Add("A line of the head ends in a bare LF.");
        }

        if (head.AsSpan().Count('\n') > ReadingLimits.HeadLines)
        {
            throw new BeyondLimitException(beyond);
        }

        return [.. head.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line)];
    }

    /// <summary>The field lines up to the empty line that ends a head.</summary>
    public static IReadOnlyList<WireField> Parse(IEnumerable<string> lines, List<string> malformed)
    {
        var fields = new List<WireField>();
        foreach (var line in lines.TakeWhile(line => line.Length > 0))
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

    /// <summary>As many syntax errors as are recorded.</summary>
    public static IReadOnlyList<string> First(IEnumerable<string> malformed) => [.. malformed.Take(MostErrors)];

    // RFC 9110, 5.6.2.
    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
    private static partial Regex Token();
}
