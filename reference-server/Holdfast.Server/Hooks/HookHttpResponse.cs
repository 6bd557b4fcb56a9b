using System.Text.Json.Serialization;

namespace Holdfast.Server.Hooks;

/// <summary>Additions to the response to a client. What isn't set stays as the server has it.</summary>
public sealed record HookHttpResponse
{
    /// <summary>The status, from 200 to 599; 0 leaves the server's.</summary>
    [JsonConverter(typeof(NullAsZero))]
    public int StatusCode { get; init; }

    /// <summary>The content; empty leaves the server's. A status without content, such as the 204 of PATCH, drops it.</summary>
    public string? Body { get; init; }

    /// <summary>Header fields, which replace the server's of the same name.</summary>
    public IReadOnlyDictionary<string, string?>? Header { get; init; }

    // The example in the announcement of tusd v2 calls it so, and tusd then ignores it.
    [JsonInclude]
    [JsonPropertyName("Headers")]
    internal IReadOnlyDictionary<string, string?>? Headers { get; init; }

    /// <summary>All header fields, those of <see cref="Header"/> last.</summary>
    internal IEnumerable<KeyValuePair<string, string?>> Fields => new[] { Headers, Header }.OfType<IReadOnlyDictionary<string, string?>>()
        .SelectMany(fields => fields);
}
