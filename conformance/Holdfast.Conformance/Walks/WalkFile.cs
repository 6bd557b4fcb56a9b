using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Walks;

/// <summary>Reads and writes the file of a walk.</summary>
public static class WalkFile
{
    /// <summary>Longer than any upload of a generated walk; limits the memory that a manipulated file can use.</summary>
    private const int LongestUpload = 64 * 1024 * 1024;

    /// <summary>Writes <paramref name="script"/> into <paramref name="directory"/> and gives the file's path.</summary>
    public static string Write(WalkScript script, string directory)
    {
        ArgumentNullException.ThrowIfNull(script);
        var path = Path.Combine(directory, script.FileName);
        File.WriteAllText(path, JsonSerializer.Serialize(script, WalkJson.Default.WalkScript) + "\n");
        return path;
    }

    // Files of version 0.1 name these invariants in other words.
    private static readonly Dictionary<string, string> CurrentNames = new(StringComparer.Ordinal)
    {
        ["acknowledged octets are never lost"] = "acknowledged bytes are never lost",
        ["the offset never exceeds the octets sent"] = "the offset never exceeds the bytes sent",
        ["an offset that the server told is accepted by the next append"] = "the next append accepts an offset that the server reported",
        ["one of several racing writers wins whole"] = "exactly one of several racing writers wins",
        ["no octet is stored twice"] = "no byte is stored twice",
        ["an upload that is left alone can be finished"] = "an undisturbed upload can be finished",
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is not a valid walk; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static WalkScript Read(string path)
    {
        try
        {
            var script = JsonSerializer.Deserialize(File.ReadAllText(path), WalkJson.Default.WalkScript)
                ?? throw new JsonException("It is 'null'.");
            return Wrong(script) is { } problem
                ? throw new InvalidDataException($"'{path}' cannot be replayed: {problem}")
                : script with { Breaks = [.. script.Breaks.Select(name => CurrentNames.GetValueOrDefault(name, name))] };
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is not the file of a walk: {Place(exception)} is not valid in the file of a walk. "
                + "Expected a file that 'holdfast check --chaos' wrote.", exception);
        }
    }

    // The exception's own words name types of .NET, which mean nothing to a reader of the file.
    private static string Place(JsonException exception) =>
        (exception.Path is { Length: > 0 } member ? $"'{member}'" : "the text")
            + (exception.LineNumber is { } line ? $" in line {line + 1}" : "");

    private static string? Wrong(WalkScript script) =>
        script.Schema != WalkScript.CurrentSchema
            ? $"it has the schema '{script.Schema}', but this version reads '{WalkScript.CurrentSchema}'. Use the version that wrote it."
        : script.Interop is { } version && !Interop.All.Contains(version)
            ? $"it names the interop version {version}, expected one from {Interop.All[0]} to {Interop.Newest}."
        : script.Uploads.FirstOrDefault(length => length is < 0 or > LongestUpload, -1) is var length && length != -1
            ? $"an upload has the length {length}, expected 0 to {LongestUpload}."
        : script.Uploads.Any(one => one < 0) ? "an upload has a length below 0."
        : script.Steps.Count == 0 ? "it has no steps."
        : script.Steps.FirstOrDefault(step => !IsSound(step, script)) is { } step
            ? $"its step '{step}' is invalid; uploads are numbered from 0 to {script.Uploads.Count - 1}, and no number is below 0."
        : null;

    private static bool IsSound(WalkStep step, WalkScript script) =>
        step.Upload >= 0 && step.Upload < script.Uploads.Count && step.Bytes is null or >= 0 && step.Fault?.Amount is null or >= 0
        && Enum.IsDefined(step.Do) && (step.Fault is null || Enum.IsDefined(step.Fault.Kind));
}

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(WalkScript))]
internal sealed partial class WalkJson : JsonSerializerContext;
