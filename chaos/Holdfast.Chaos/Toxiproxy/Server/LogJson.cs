using System.Text.Json;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>Writes a proxy's log.</summary>
internal static class LogJson
{
    private const decimal NanosecondsPerSecond = 1_000_000_000;

    public static void Write(Utf8JsonWriter writer, ChaosProxy proxy)
    {
        writer.WriteStartArray();
        foreach (var entry in proxy.Log)
        {
            writer.WriteStartObject();
            writer.WriteNumber("nanoseconds", (long)(entry.Timestamp * NanosecondsPerSecond / proxy.TimestampFrequency));
            writer.WriteNumber("connection", entry.Connection);
            writer.WriteString("kind", SnakeCase.Of(entry.Kind));
            writer.WriteString("stream", entry.Stream is { } stream ? SnakeCase.Of(stream) : null);
            writer.WriteString("toxic", entry.Toxic);
            writer.WriteNumber("offset", entry.Offset);
            writer.WriteString("detail", entry.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
