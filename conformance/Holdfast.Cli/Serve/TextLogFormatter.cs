using System.Globalization;
using System.Text.Json;

namespace Holdfast.Cli.Serve;

/// <summary><c>2026/11/22 15:04:05.000000 level=INFO event=RequestIncoming method=PATCH …</c></summary>
internal sealed class TextLogFormatter() : ServerLogFormatter(Text)
{
    private static readonly System.Buffers.SearchValues<char> Plain = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;:@/?%[]{}<>|^#");

    protected override void Write(TextWriter line, DateTimeOffset time, string level, List<KeyValuePair<string, object?>> fields)
    {
        line.Write(time.ToString("yyyy/MM/dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        line.Write(" level=");
        line.Write(level);
        foreach (var (name, value) in fields)
        {
            line.Write(' ');
            line.Write(name == "msg" ? "event" : name);
            line.Write('=');
            line.Write(Quote(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }

        line.WriteLine();
    }

    // A value that could be taken for another field or line is written as a JSON string.
    private static string Quote(string value) =>
        value.Length > 0 && !value.AsSpan().ContainsAnyExcept(Plain) ? value : JsonSerializer.Serialize(value, LogJson.Default.String);
}
