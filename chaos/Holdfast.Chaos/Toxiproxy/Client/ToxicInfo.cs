using System.Text.Json.Nodes;
using System.Text.Json;
using Holdfast.Chaos.Toxiproxy.Client;
using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos;

/// <summary>A toxic, as the API reports it; its type can be one that this library does not know.</summary>
/// <param name="Name">The name, unique within its proxy.</param>
/// <param name="Type">The type, for example <c>latency</c>.</param>
/// <param name="Stream">The direction.</param>
/// <param name="Toxicity">The share of connections to which it applies, from 0 to 1.</param>
/// <param name="Attributes">The attributes by name, in the server's units.</param>
public sealed record ToxicInfo(
    string Name, string Type, ToxicStream Stream, float Toxicity, IReadOnlyDictionary<string, JsonElement> Attributes)
{
    /// <summary>The number of the only connection to which it applies; null: all, as always with a real Toxiproxy.</summary>
    public int? Connection { get; init; }

    /// <summary>The toxic as a typed record; null if the type is unknown to this library.</summary>
    public Toxic? ToToxic()
    {
        if (ToxicAttributes.Blank(Type) is not { } blank)
        {
            return null;
        }

        var merged = ToxicAttributes.Merge(blank, new InfoAttributes(Attributes));
        return merged with { Name = Name, Stream = Stream, Toxicity = Toxicity, Connection = Connection };
    }

    internal static ToxicInfo From(JsonObject json) => new(
        json.Text("name"),
        json.Text("type"),
        string.Equals(json.Text("stream"), "upstream", StringComparison.OrdinalIgnoreCase) ? ToxicStream.Upstream : ToxicStream.Downstream,
        json["toxicity"]?.GetValue<float>() ?? 1,
        (json["attributes"] as JsonObject)?.ToDictionary(pair => pair.Key, pair => JsonSerializer.SerializeToElement(pair.Value)) ?? [])
    {
        Connection = json["connection"]?.GetValue<int>(),
    };
}
