namespace Holdfast.Server.Stores;

/// <summary>A request as it is kept until its content is complete.</summary>
public sealed record RecordedRequest
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path below the application's base, unescaped.</summary>
    public required string Path { get; init; }

    /// <summary>The query string with its question mark, unchanged; empty when there was none.</summary>
    public required string Query { get; init; }

    /// <summary>The header fields that belong to the endpoint, each with its lines. Credentials are never among them.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; }
}
