namespace Holdfast.Client;

/// <summary>A completed upload.</summary>
public sealed record UploadResult
{
    /// <summary>
    /// The upload's URL; null if the server never named one, as for an optimistic creation with the draft that needed no resumption.
    /// </summary>
    public required Uri? Url { get; init; }

    /// <summary>The length of the content.</summary>
    public required long Length { get; init; }

    /// <summary>Bytes of content handed to the network in this call, those that were sent again included.</summary>
    public required long BytesSent { get; init; }

    /// <summary>How many attempts failed and were repeated in this call.</summary>
    public required int Retries { get; init; }

    /// <summary>Whether the upload was begun by an earlier call.</summary>
    public required bool Resumed { get; init; }

    /// <summary>
    /// The final response. With the draft it is the target resource's own; null if it was lost and the server does not give it again.
    /// </summary>
    public required UploadResponse? Response { get; init; }
}
