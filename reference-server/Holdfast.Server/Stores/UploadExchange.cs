namespace Holdfast.Server.Stores;

/// <summary>A request to an endpoint, whose content is an upload, and what the endpoint answered.</summary>
public sealed record UploadExchange
{
    /// <summary>The request that created the upload.</summary>
    public required RecordedRequest Request { get; init; }

    /// <summary>Who created it; null when the application knows nobody.</summary>
    public string? Owner { get; init; }

    /// <summary>The answer; null while there is none. None for a complete upload means that nobody knows what the endpoint did.</summary>
    public RecordedResponse? Response { get; init; }
}
