using System.Text.RegularExpressions;

namespace Holdfast.Cli.Check;

/// <summary>Splits a command line as a shell does, as far as blanks, quotes and backslashes go; and joins one.</summary>
internal static partial class ShellWords
{
    public static IReadOnlyList<string> Split(string command) =>
        [.. Word().Matches(command).Select(word => Piece().Replace(word.Value, Unquoted))];

    /// <summary>Writes a word so that a POSIX shell reads it back as it is.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "_./:@%+,=-".Contains(character, StringComparison.Ordinal))
        ? word
        : "'" + word.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    private static string Unquoted(Match piece) => piece.Value[0] switch
    {
        '\'' => piece.Value[1..^1],
        '"' => Escaped().Replace(piece.Value[1..^1], "$1"),
        _ => piece.Value[1..],
    };

    [GeneratedRegex("""(?:[^\s'"\\]|\\.|'[^']*'|"(?:\\.|[^"\\])*")+""")]
    private static partial Regex Word();

    [GeneratedRegex("""\\.|"(?:\\.|[^"\\])*"|'[^']*'""")]
    private static partial Regex Piece();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}
