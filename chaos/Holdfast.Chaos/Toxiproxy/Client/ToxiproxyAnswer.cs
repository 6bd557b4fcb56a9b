using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Chaos.Toxiproxy.Client;

/// <summary>An answer of the API. Its media type is ignored, because Toxiproxy sends JSON errors as text/plain.</summary>
internal sealed record ToxiproxyAnswer(string What, HttpStatusCode Status, string Text)
{
    /// <summary>The body, if it is JSON.</summary>
    public JsonNode? Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Text);
            }
            catch (JsonException)
            {
                // Plain text, HTML and nothing at all are answers too.
                return null;
            }
        }
    }

    public T Read<T>(Func<JsonNode, T> read)
    {
        try
        {
            return Json is { } json ? read(json) : throw Unreadable(null);
        }
        catch (Exception unfit) when (unfit is InvalidOperationException or FormatException)
        {
            throw Unreadable(unfit);
        }
    }

    /// <summary>The exception for a status outside 2xx.</summary>
    public ToxiproxyException Refused()
    {
        var text = (Json as JsonObject)?["error"] is JsonValue error && error.TryGetValue<string>(out var told) ? told : Text.Trim();
        return new ToxiproxyException($"Toxiproxy answered '{What}' with {(int)Status}: '{text}'.", Status, text);
    }

    private ToxiproxyException Unreadable(Exception? cause) => new(
        $"Toxiproxy answered '{What}' with {(int)Status} and a body that is not of its API: '{Text}'. Check the address.",
        Status, Text, cause);
}
