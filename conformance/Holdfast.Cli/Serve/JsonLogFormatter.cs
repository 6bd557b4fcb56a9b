using System.Text.Json;

namespace Holdfast.Cli.Serve;

/// <summary><c>{"time":"2026-11-22T15:04:05.0000000+00:00","level":"INFO","msg":"RequestIncoming","method":"PATCH",…}</c></summary>
internal sealed class JsonLogFormatter() : ServerLogFormatter(Json)
{
    protected override string Format(DateTimeOffset time, string level, IEnumerable<KeyValuePair<string, string>> fields) =>
        $$"""{"time":"{{time:O}}","level":"{{level}}",{{string.Join(',', fields.Select(field => $"{Quote(field.Key)}:{Quote(field.Value)}"))}}}""";

    private static string Quote(string value) => JsonSerializer.Serialize(value, LogJson.Default.String);
}
