using Holdfast.Reports.Results;

namespace Holdfast.Reports.Html;

/// <summary>The bytes of an event as the lines in which they are read.</summary>
internal static class WireLines
{
    /// <summary>Whether the text represents bytes, and not a sentence about an event.</summary>
    public static bool AreBytes(WireEntry entry) => IsHead(entry) || entry.Kind == "body";

    /// <summary>Whether the bytes are lines of a message by themselves.</summary>
    public static bool IsHead(WireEntry entry) => entry.Kind is "head" or "interim" or "trailer";

    /// <summary>Splits after each line feed. In a head the CRLF that ends a line is left out, so that any other line end shows.</summary>
    public static IEnumerable<string> Of(WireEntry entry)
    {
        // The empty line that ends a head would only be a gap on the page.
        var text = IsHead(entry) && entry.Text.EndsWith("\r\n\r\n", StringComparison.Ordinal) ? entry.Text[..^2] : entry.Text;
        for (var start = 0; start < text.Length;)
        {
            var feed = text.IndexOf('\n', start);
            var end = feed < 0 ? text.Length : feed + 1;
            var line = text[start..end];
            yield return IsHead(entry) && line.EndsWith("\r\n", StringComparison.Ordinal) ? line[..^2] : line;
            start = end;
        }
    }
}
