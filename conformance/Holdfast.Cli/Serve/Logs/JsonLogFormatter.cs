using System.Globalization;
using System.Text;

namespace Holdfast.Cli.Serve.Logs;

/// <summary><c>{"time":"2026-11-22T15:04:05.0000000+00:00","level":"INFO","msg":"RequestIncoming","method":"PATCH",…}</c></summary>
internal sealed class JsonLogFormatter : ServerLogFormatter
{
    protected override void Write(StringBuilder line, DateTimeOffset time, string level, List<KeyValuePair<string, object?>> fields)
    {
        line.Append(CultureInfo.InvariantCulture, $$"""{"time":"{{time:O}}","level":"{{level}}""").Append('"');
        foreach (var (name, value) in fields)
        {
            line.Append(',');
            Append(line, name).Append(':');
            _ = value switch
            {
                // As in tusd, numbers are numbers.
                int or long => line.Append(CultureInfo.InvariantCulture, $"{value}"),
                bool truth => line.Append(truth ? "true" : "false"),
                _ => Append(line, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
            };
        }

        line.Append('}').AppendLine();
    }

    private static StringBuilder Append(StringBuilder line, string text) =>
        IsLetters(text) ? line.Append('"').Append(text).Append('"') : line.Append(Quote(text));

    // The serializer also escapes what HTML would read, such as '<' and '+'.
    private static bool IsLetters(string text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '.' or '_' or ':' or '/'))
            {
                return false;
            }
        }

        return true;
    }
}
