namespace Holdfast.Client;

/// <summary>An upload failed.</summary>
public sealed class UploadException : Exception
{
    internal UploadException(UploadFailure reason, string message, UploadResponse? response = null, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
        Response = response;
    }

    /// <summary>The kind of failure.</summary>
    public UploadFailure Reason { get; }

    /// <summary>The response on which it failed; null if there was none.</summary>
    public UploadResponse? Response { get; }

    /// <summary>The upload's URL, if the server named one.</summary>
    public Uri? Url { get; internal init; }
}
