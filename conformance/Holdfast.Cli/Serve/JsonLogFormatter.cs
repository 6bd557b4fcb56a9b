using System.Globalization;
using System.Text.Json;

namespace Holdfast.Cli.Serve;

/// <summary><c>{"time":"2026-11-22T15:04:05.0000000+00:00","level":"INFO","msg":"RequestIncoming","method":"PATCH",…}</c></summary>
internal sealed class JsonLogFormatter() : ServerLogFormatter(Json)
{
    protected override void Write(TextWriter line, DateTimeOffset time, string level, List<KeyValuePair<string, object?>> fields)
    {
        line.Write(string.Create(CultureInfo.InvariantCulture, $$"""{"time":"{{time:O}}","level":{{Quote(level)}}"""));
        foreach (var (name, value) in fields)
        {
            line.Write(',');
            line.Write(Quote(name));
            line.Write(':');
            line.Write(Format(value));
        }

        line.WriteLine('}');
    }

    // As in tusd, numbers are numbers.
    private static string Format(object? value) => value switch
    {
        int or long => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        _ => Quote(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static string Quote(string value) => JsonSerializer.Serialize(value, LogJson.Default.String);
}
