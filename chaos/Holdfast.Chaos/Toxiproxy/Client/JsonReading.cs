using System.Text.Json.Nodes;

namespace Holdfast.Chaos.Toxiproxy.Client;

/// <summary>Reads the JSON of an answer.</summary>
internal static class JsonReading
{
    /// <summary>A string member; empty if it is absent.</summary>
    public static string Text(this JsonObject json, string name) => json[name]?.GetValue<string>() ?? "";

    /// <summary>Requires a node to be an object.</summary>
    /// <exception cref="FormatException">The node is not an object, or null.</exception>
    public static JsonObject Object(this JsonNode? json) =>
        json as JsonObject ?? throw new FormatException($"An object was expected, not '{json?.ToJsonString() ?? "null"}'.");
}
