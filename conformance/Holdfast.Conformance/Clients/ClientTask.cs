namespace Holdfast.Conformance.Clients;

/// <summary>
/// A client's task: to upload one file as its users would, with the client's own defaults for settings that the task does not name.
/// </summary>
public sealed record ClientTask
{
    /// <summary>The URL at which uploads are created.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The path of the file to upload.</summary>
    public required string File { get; init; }

    /// <summary>The protocol: <c>tus-v1</c>.</summary>
    public string Protocol { get; init; } = "tus-v1";

    /// <summary>The largest number of bytes that one request carries; <see langword="null"/> for the client's default.</summary>
    public int? ChunkSize { get; init; }
}
