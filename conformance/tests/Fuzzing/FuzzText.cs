using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Fuzzing;

/// <summary>Inputs as lines that a person can read and keep:
/// what isn't plain stands as <c>\xHH</c>, or as <c>\uHHHH</c> where it is no byte.</summary>
internal static class FuzzText
{
    public static string Print(string input)
    {
        var line = new StringBuilder();
        foreach (var character in input)
        {
            _ = character switch
            {
                '\r' => line.Append("\\r"),
                '\n' => line.Append("\\n"),
                '\\' => line.Append("\\\\"),
                >= ' ' and <= '~' => line.Append(character),
                <= '\u00ff' => line.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
            };
        }

        return line.ToString();
    }

    public static string Read(string line) => Regex.Unescape(line);
}
