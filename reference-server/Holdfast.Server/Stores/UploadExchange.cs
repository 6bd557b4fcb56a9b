namespace Holdfast.Server.Stores;

/// <summary>A request to an endpoint, whose content is an upload, and what the endpoint answered.</summary>
public sealed record UploadExchange
{
    /// <summary>The request that created the upload.</summary>
    public required RecordedRequest Request { get; init; }

    /// <summary>The user who created it; null when the user is not authenticated.</summary>
    public string? Owner { get; init; }

    /// <summary>
    /// The answer; null while there is none. A complete upload without one means that it is unknown how far the endpoint got.
    /// </summary>
    public RecordedResponse? Response { get; init; }
}
