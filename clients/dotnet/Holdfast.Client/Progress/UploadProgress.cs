namespace Holdfast.Client;

/// <summary>How far an upload is.</summary>
public sealed record UploadProgress
{
    /// <summary>What it is doing.</summary>
    public required UploadState State { get; init; }

    /// <summary>
    /// Bytes that were handed to the network, counted from the start of the content. It goes back after a lost connection.
    /// </summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes that the server said it has stored.</summary>
    public required long BytesStored { get; init; }

    /// <summary>The length of the content; null while it is unknown.</summary>
    public required long? Length { get; init; }

    /// <summary>How many attempts failed and were repeated so far.</summary>
    public required int Retries { get; init; }

    /// <summary>With <see cref="UploadState.Waiting"/>: why the last attempt failed.</summary>
    public string? Problem { get; init; }

    /// <summary>With <see cref="UploadState.Waiting"/>: the time until the next attempt.</summary>
    public TimeSpan? Delay { get; init; }
}
