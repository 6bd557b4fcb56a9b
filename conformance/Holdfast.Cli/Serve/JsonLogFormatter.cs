using System.Globalization;
using System.Text.Json;

namespace Holdfast.Cli.Serve;

/// <summary><c>{"time":"2026-11-22T15:04:05.0000000+00:00","level":"INFO","msg":"RequestIncoming","method":"PATCH",…}</c></summary>
internal sealed class JsonLogFormatter() : ServerLogFormatter(Json)
{
    protected override void Write(TextWriter line, DateTimeOffset time, string level, List<KeyValuePair<string, string>> fields)
    {
        line.Write(string.Create(CultureInfo.InvariantCulture, $$"""{"time":"{{time:O}}","level":{{Quote(level)}}"""));
        foreach (var (name, value) in fields)
        {
            line.Write(',');
            line.Write(Quote(name));
            line.Write(':');
            line.Write(Quote(value));
        }

        line.WriteLine('}');
    }

    private static string Quote(string value) => JsonSerializer.Serialize(value, LogJson.Default.String);
}
