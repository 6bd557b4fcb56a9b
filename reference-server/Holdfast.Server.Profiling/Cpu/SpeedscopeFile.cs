using System.Text.Json;
using Holdfast.Server.Profiling.Stacks;

namespace Holdfast.Server.Profiling.Cpu;

/// <summary>
/// Writes a profile for https://www.speedscope.app, by its schema (https://www.speedscope.app/file-format-schema.json): first all threads
/// together, then each of them, the busiest first. TraceEvent's own writer gives times as texts, which the schema doesn't allow.
/// </summary>
internal static class SpeedscopeFile
{
    private const string Schema = "https://www.speedscope.app/file-format-schema.json";

    /// <param name="into">Where the file is written.</param>
    /// <param name="name">The title that is shown.</param>
    /// <param name="stacks">The stacks.</param>
    /// <param name="threads">The names and times of the threads.</param>
    public static async Task WriteAsync(
        Stream into, string name, StackTable stacks, IReadOnlyList<(string Name, IReadOnlyList<Stretch> Stretches)> threads,
        CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(into);
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("name", name);
        json.WriteString("exporter", "holdfast");
        json.WriteNumber("activeProfileIndex", 0);
        WriteFrames(json, stacks);
        json.WriteStartArray("profiles");
        var all = threads.SelectMany(thread => thread.Stretches).OrderBy(stretch => stretch.Start).ToList();
        await WriteAsync("All threads", all);
        foreach (var (thread, stretches) in threads.OrderByDescending(thread => thread.Stretches.Sum(stretch => stretch.Length)))
        {
            await WriteAsync(thread, stretches);
        }

        json.WriteEndArray();
        json.WriteEndObject();

        async Task WriteAsync(string profile, IReadOnlyList<Stretch> stretches)
        {
            WriteProfile(json, profile, stacks, stretches);
            await json.FlushAsync(cancellationToken);
        }
    }

    private static void WriteFrames(Utf8JsonWriter json, StackTable stacks)
    {
        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (var frame in stacks.Frames)
        {
            json.WriteStartObject();
            json.WriteString("name", frame.Name);
            if (frame.Module.Length > 0)
            {
                json.WriteString("file", frame.Module);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A sampled profile is as long as the sum of its weights.
    private static void WriteProfile(Utf8JsonWriter json, string name, StackTable stacks, IReadOnlyList<Stretch> stretches)
    {
        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString("name", name);
        json.WriteString("unit", "milliseconds");
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", Rounded(stretches.Sum(stretch => stretch.Length)));
        json.WriteStartArray("samples");
        foreach (var stretch in stretches)
        {
            json.WriteStartArray();
            foreach (var frame in stacks.FramesOf(stretch.Stack))
            {
                json.WriteNumberValue(frame);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (var stretch in stretches)
        {
            json.WriteNumberValue(Rounded(stretch.Length));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static double Rounded(double milliseconds) => Math.Round(milliseconds, 3);
}
