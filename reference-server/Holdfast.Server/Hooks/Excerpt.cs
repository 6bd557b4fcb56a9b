using System.Text;

namespace Holdfast.Server.Hooks;

/// <summary>The beginning of what a hook said, as a part of one line of the log.</summary>
internal static class Excerpt
{
    /// <summary>The most bytes or characters of it.</summary>
    public const int Length = 200;

    public static string Of(ReadOnlyMemory<byte> content) => Of(Encoding.UTF8.GetString(content.Span[..Math.Min(content.Length, Length)]));

    public static string Of(string text) =>
        string.Concat(text.Take(Length).Select(letter => char.IsControl(letter) ? ' ' : letter));
}
