using System.Text;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>The position of a byte in a text as line and column.</summary>
internal static class TextPlace
{
    /// <summary><c>Line 3, column 5: </c>, both from 1; empty if there is no position.</summary>
    public static string Of(ReadOnlySpan<byte> text, int? offset)
    {
        if (offset is not { } end)
        {
            return "";
        }

        var before = text[..Math.Min(end, text.Length)];
        var line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        return $"Line {before.Count((byte)'\n') + 1}, column {Encoding.UTF8.GetCharCount(line) + 1}: ";
    }
}
