namespace Holdfast.Client;

/// <summary>Why an upload failed.</summary>
public enum UploadFailure
{
    /// <summary>The server refused it, and will again.</summary>
    Refused,

    /// <summary>Too many attempts in a row brought no progress. The upload can be resumed later.</summary>
    RetriesExhausted,

    /// <summary>The server does not offer an extension that the options ask for.</summary>
    NotSupported,

    /// <summary>The content is larger or smaller than the server's limits.</summary>
    LimitExceeded,

    /// <summary>A response broke the protocol.</summary>
    ProtocolViolation,

    /// <summary>The content could not be read, changed while it was read, or cannot be read again from where the server needs it.</summary>
    SourceFailed,

    /// <summary>All content was sent, but neither the response nor the upload can be found: the server may have completed it.</summary>
    OutcomeUnknown,
}
