using System.Globalization;
using System.Text;

namespace Holdfast.Reports.Wording;

/// <summary>Makes every character of a text visible, so that text from a hostile peer can neither be hidden nor have an effect.</summary>
/// <remarks>
/// Controls become <c>\x1b</c> (or <c>\r</c>, <c>\n</c>, <c>\t</c>), whatever else has no glyph of its own becomes <c>\u{202E}</c>: format
/// characters (among them the bidirectional overrides of Unicode TR 36), separators other than the space, private use, unassigned code
/// points and lone surrogates. What remains is valid in XML 1.0 and harmless to a terminal. A backslash of the text itself stays as it is;
/// use <see cref="Runs"/> where the difference must show.
/// </remarks>
internal static class VisibleText
{
    /// <summary>Returns <paramref name="text"/> on one line with everything invisible written out.</summary>
    public static string Of(string text) => IsPlain(text) ? text : string.Concat(Runs(text).Select(run => run.Text));

    /// <summary>
    /// Returns bytes (one character, U+0000 to U+00FF, each) on one line; everything outside printable ASCII is <c>\xNN</c>.
    /// </summary>
    public static string OfBytes(string bytes) => IsPlain(bytes) ? bytes : string.Concat(Runs(bytes, bytes: true).Select(run => run.Text));

    /// <summary>Returns the stretches of <paramref name="text"/>, so that a renderer can set the notations apart.</summary>
    /// <param name="text">Any text, also with lone surrogates.</param>
    /// <param name="bytes">Whether each character stands for a byte.</param>
    public static IReadOnlyList<VisibleRun> Runs(string text, bool bytes = false)
    {
        if (IsPlain(text))
        {
            return text.Length == 0 ? [] : [new VisibleRun(text, IsEscape: false)];
        }

        var runs = new List<VisibleRun>();
        var run = new StringBuilder();
        var isEscape = false;
        for (var index = 0; index < text.Length;)
        {
            var piece = Next(text, bytes, ref index);
            if (piece.IsEscape != isEscape && run.Length > 0)
            {
                runs.Add(new VisibleRun(run.ToString(), isEscape));
                run.Clear();
            }

            isEscape = piece.IsEscape;
            run.Append(piece.Text);
        }

        runs.Add(new VisibleRun(run.ToString(), isEscape));
        return runs;
    }

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static VisibleRun Next(string text, bool bytes, ref int index)
    {
        if (!Rune.TryGetRuneAt(text, index, out var rune))
        {
            return new VisibleRun(CodePoint(text[index++]), IsEscape: true);
        }

        index += rune.Utf16SequenceLength;
        var escape = Escape(rune, bytes);
        return new VisibleRun(escape ?? rune.ToString(), escape is not null);
    }

    private static string? Escape(Rune rune, bool bytes) => rune.Value switch
    {
        '\r' => @"\r",
        '\n' => @"\n",
        '\t' => @"\t",
        ' ' => null,
        < 0x20 or (>= 0x7F and < 0xA0) => ByteEscape(rune.Value),
        <= 0xFF when bytes && !rune.IsAscii => ByteEscape(rune.Value),
        _ => HasGlyph(Rune.GetUnicodeCategory(rune)) ? null : CodePoint(rune.Value),
    };

    private static bool HasGlyph(UnicodeCategory category) => category is not (
        UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate or UnicodeCategory.Control);

    private static string ByteEscape(int value) => string.Create(CultureInfo.InvariantCulture, $@"\x{value:x2}");

    private static string CodePoint(int value) => string.Create(CultureInfo.InvariantCulture, $@"\u{{{value:X}}}");
}
