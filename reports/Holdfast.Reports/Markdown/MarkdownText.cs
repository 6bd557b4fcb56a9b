using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Markdown;

/// <summary>Puts text of others into GitHub-flavoured Markdown so that it stays text.</summary>
internal static partial class MarkdownText
{
    // GitHub takes at most 1 MiB of summary for a step; a value that is cut here is whole in index.html.
    private const int MaximumLength = 300;

    // Everything that starts an inline construct in CommonMark, GFM or GitHub's own mathematics;
    // the colon would complete the scheme of an autolink.
    private const string Special = @"\`*_[]<>()#~!$&:^=";

    /// <summary>Returns a code span: inside one nothing is markup.</summary>
    public static string Code(string text)
    {
        var visible = Cut(VisibleText.Of(text));
        if (visible.Length == 0)
        {
            return "(empty)";
        }

        // CommonMark 0.31, 6.1: the span ends at a run of backticks of the length that opened it.
        var longest = Backticks().Matches(visible).Select(match => match.Length).DefaultIfEmpty().Max();
        var fence = new string('`', longest + 1);
        var padding = NeedsPadding(visible) ? " " : "";
        return fence + padding + visible + padding + fence;
    }

    /// <summary>Returns text without markup.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in Cut(VisibleText.Of(text)))
        {
            escaped.Append(Special.Contains(character, StringComparison.Ordinal) ? $@"\{character}" : character.ToString());
        }

        // GitHub links mentions, addresses and 'www.' after it has removed the escapes; an empty comment separates the characters
        // permanently.
        return escaped.Replace("|", "&#124;").Replace("@", "@<!-- -->").Replace("www.", "www<!-- -->.").Replace("WWW.", "WWW<!-- -->.")
            .ToString();
    }

    // CommonMark 0.31, 6.1: one space on each side is taken off, so that backticks and spaces can stand at the ends.
    private static bool NeedsPadding(string text) => text[0] is '`' or ' ' || text[^1] is '`' or ' ';

    private static string Cut(string text) => text.Length <= MaximumLength
        ? text
        : text[..(char.IsHighSurrogate(text[MaximumLength - 1]) ? MaximumLength - 1 : MaximumLength)] + "…";

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();
}
