using Holdfast.Protocol.Tus;

namespace Holdfast.Protocol.Ietf;

/// <summary>
/// The refusals that only the draft has, or words differently from tus. The codes are for logs; the response is a problem document.
/// </summary>
public static class IetfErrors
{
    /// <summary>Draft, Upload-Limit, max-size: 413 with the limits.</summary>
    public static UploadError UploadTooLarge { get; } =
        new("ERR_MAX_SIZE_EXCEEDED", 413, "The upload is larger than this server accepts. Upload-Limit has the maximum as max-size.");

    /// <summary>Draft, Upload-Limit, min-size.</summary>
    public static UploadError UploadTooSmall { get; } =
        new("ERR_UPLOAD_TOO_SMALL", 400, "The upload is smaller than this server accepts. Upload-Limit has the minimum as min-size.");

    /// <summary>Draft, Upload-Limit, max-append-size: 413 with the limits. Bytes up to the maximum may be stored.</summary>
    public static UploadError AppendTooLarge { get; } =
        new("ERR_APPEND_TOO_LARGE", 413,
            "The content is larger than one request may have. Upload-Limit has the maximum as max-append-size.");

    /// <summary>Draft, Upload-Limit, min-append-size.</summary>
    public static UploadError AppendTooSmall { get; } =
        new("ERR_APPEND_TOO_SMALL", 400,
            "The content is smaller than one request must have. Upload-Limit has the minimum as min-append-size.");

    /// <summary>Draft, Upload-Length: all that says the length agrees.</summary>
    public static UploadError InconsistentLength { get; } = new(
        "ERR_INCONSISTENT_UPLOAD_LENGTH",
        400,
        "The upload's length, as Upload-Length, Upload-Complete and the content tell it, contradicts itself or what was said before.");

    /// <summary>Nothing is appended after the completion.</summary>
    public static UploadError CompletedUpload { get; } =
        new("ERR_UPLOAD_COMPLETED", 400, "The upload is complete and can't be appended to. Create a new one.");

    /// <summary>Draft, media type partial-upload.</summary>
    public static UploadError InvalidContentType { get; } =
        new("ERR_INVALID_CONTENT_TYPE", 415, "Content is appended as 'application/partial-upload'. Send it with that media type.");

    /// <summary>Draft, Upload-Offset: a value that isn't an integer counts as missing.</summary>
    public static UploadError InvalidOffset { get; } =
        new("ERR_INVALID_OFFSET", 400, "Upload-Offset is missing or no integer from 0 on. Ask for the offset with HEAD and send it.");

    /// <summary>Draft, Upload-Complete: a value that isn't a boolean counts as missing.</summary>
    public static UploadError InvalidCompleteness { get; } =
        new("ERR_INVALID_UPLOAD_COMPLETE", 400, "Upload-Complete is missing or no boolean. Send '?1' with the last bytes and '?0' before.");

    /// <summary>Drafts up to interop version 6: retrieval and cancellation have none of the other fields.</summary>
    public static UploadError UnexpectedField { get; } =
        new("ERR_UNEXPECTED_FIELD", 400,
            "Upload-Offset, Upload-Length and Upload-Complete have no place on this request. Send it without them.");

    /// <summary>RFC 9530: the content doesn't match its digest; nothing of it is kept.</summary>
    public static UploadError ContentDigestMismatch { get; } =
        new("ERR_CONTENT_DIGEST_MISMATCH", 400, "The content doesn't have its Content-Digest. Nothing of it is stored: send it again.");

    /// <summary>RFC 9530: the whole doesn't have the digest that the creation named; the upload is over.</summary>
    public static UploadError ReprDigestMismatch { get; } =
        new("ERR_REPR_DIGEST_MISMATCH", 400, "The upload doesn't have the Repr-Digest of its creation, and is removed. Create a new one.");
}
