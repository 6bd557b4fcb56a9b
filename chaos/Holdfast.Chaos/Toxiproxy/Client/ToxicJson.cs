using System.Text.Json.Nodes;
using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos.Toxiproxy.Client;

/// <summary>Writes toxics for requests.</summary>
internal static class ToxicJson
{
    /// <summary>The JSON of a change.</summary>
    public static JsonObject Change(Toxic toxic)
    {
        var json = new JsonObject
        {
            ["attributes"] = new JsonObject(ToxicAttributes.Of(toxic).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["toxicity"] = toxic.Toxicity,
        };
        if (toxic.Connection is { } connection)
        {
            json["connection"] = connection;
        }

        return json;
    }

    /// <summary>The JSON of a creation.</summary>
    public static JsonObject Whole(Toxic toxic)
    {
        var json = Change(toxic);
        (json["name"], json["type"]) = (toxic.Name, toxic.Type);
        json["stream"] = toxic.Stream == ToxicStream.Upstream ? "upstream" : "downstream";
        return json;
    }
}
