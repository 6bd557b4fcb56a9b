using System.Text.Json.Serialization;

namespace Holdfast.Server.Hooks;

/// <summary>A client's request as hooks see it.</summary>
public sealed record HookHttpRequest
{
    /// <summary>The method that counts, after any override.</summary>
    public required string Method { get; init; }

    /// <summary>The request target as it was received.</summary>
    [JsonPropertyName("URI")]
    public required string Uri { get; init; }

    /// <summary>The address and port of the other end of the connection.</summary>
    public required string RemoteAddr { get; init; }

    /// <summary>The header fields, with Host, by names in Go's letter case: <c>X-Request-Id</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Header { get; init; }

    /// <summary>The values of a field, whatever the letter case of its name; empty when it isn't there.</summary>
    public IReadOnlyList<string> ValuesOf(string name) => Header.TryGetValue(HookHeader.Canonical(name), out var values) ? values : [];
}
