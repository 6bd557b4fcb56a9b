using System.Text.RegularExpressions;

namespace Holdfast.Reports.Wording;

/// <summary>Takes a command line apart as a POSIX shell does, as far as blanks, quotes and backslashes go; and writes one.</summary>
internal static partial class ShellWords
{
    /// <summary>Returns the words of <paramref name="command"/>, without their quotes.</summary>
    public static IReadOnlyList<string> Split(string command) => [.. Written(command).Select(word => Piece().Replace(word, Unquoted))];

    /// <summary>Returns the words of <paramref name="command"/> as they are written, with their quotes.</summary>
    public static IEnumerable<string> Written(string command) => Word().Matches(command).Select(word => word.Value);

    /// <summary>Writes a word so that a shell reads it back as it is.</summary>
    public static string Quote(string word) =>
        Safe().IsMatch(word) ? word : "'" + word.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    private static string Unquoted(Match piece) => piece.Value switch
    {
        ['\'', .. var inner, '\''] => inner,
        ['"', .. var inner, '"'] => Escaped().Replace(inner, "$1"),
        ['\\', .. var escaped] => escaped,
        var lone => lone,
    };

    // Bare characters, escaped characters, and quoted stretches in any mixture. The last alternative takes a quote that is never
    // closed, so that nothing of the command is lost.
    [GeneratedRegex("""(?:[^\s'"\\]|\\.|'[^']*'|"(?:\\.|[^"\\])*"|['"\\])+""")]
    private static partial Regex Word();

    [GeneratedRegex("""\\.|"(?:\\.|[^"\\])*"|'[^']*'""")]
    private static partial Regex Piece();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\A[A-Za-z0-9_./:@%+,=-]+\z")]
    private static partial Regex Safe();
}
