using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Server.Hooks;

/// <summary>What a hook is called with; its JSON is tusd's.</summary>
public sealed record HookRequest
{
    /// <summary>The event.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<HookType>))]
    public required HookType Type { get; init; }

    /// <summary>The upload and the request that it happened to.</summary>
    public required HookEvent Event { get; init; }

    /// <summary>
    /// The id of an event that is delivered at least once (<see cref="HookOptions.AtLeastOnce"/>): the same each time, and of no other
    /// event. Null for any other call.
    /// </summary>
    [JsonPropertyName("EventID")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventId { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="JsonException">It is no request.</exception>
    public static HookRequest Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, HookJson.Default.HookRequest) ?? throw new JsonException("It is null.");

    /// <summary>The JSON as UTF-8 text.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, HookJson.Default.HookRequest);
}
