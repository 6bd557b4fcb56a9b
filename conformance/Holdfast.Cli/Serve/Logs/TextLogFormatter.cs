using System.Buffers;
using System.Globalization;
using System.Text;

namespace Holdfast.Cli.Serve.Logs;

/// <summary><c>2026/11/22 15:04:05.000000 level=INFO event=RequestIncoming method=PATCH …</c></summary>
internal sealed class TextLogFormatter : ServerLogFormatter
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;:@/?%[]{}<>|^#");

    // A custom format of a whole date costs as much as the rest of the line, and the date changes once a second.
    private static volatile Second _second = new(0, "");

    protected override void Write(StringBuilder line, DateTimeOffset time, string level, List<KeyValuePair<string, object?>> fields)
    {
        var (second, ticks) = Math.DivRem(time.Ticks, TimeSpan.TicksPerSecond);
        if (_second is not { } written || written.Number != second)
        {
            written = _second = new Second(second, time.ToString("yyyy/MM/dd HH:mm:ss.", CultureInfo.InvariantCulture));
        }

        line.Append(written.Text).Append(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerMicrosecond:D6} level={level}");
        foreach (var (name, value) in fields)
        {
            line.Append(' ').Append(name == "msg" ? "event" : name).Append('=');
            _ = value is int or long
                ? line.Append(CultureInfo.InvariantCulture, $"{value}")
                : Append(line, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }

        line.AppendLine();
    }

    // A value that could be taken for another field or line is written as a JSON string.
    private static StringBuilder Append(StringBuilder line, string value) =>
        line.Append(value.Length > 0 && !value.AsSpan().ContainsAnyExcept(Plain) ? value : Quote(value));

    /// <summary>The time of all lines within a second of local time.</summary>
    private sealed record Second(long Number, string Text);
}
