namespace Holdfast.Protocol.Tus;

/// <summary>Every refusal, with tusd's codes. A status differs from tusd's only where tus 1.0.0 or RFC 9110 names a better one.</summary>
public static class UploadErrors
{
    /// <summary>tus 1.0.0, Tus-Version: an unsupported version is answered with 412.</summary>
    public static UploadError UnsupportedVersion { get; } =
        new("ERR_UNSUPPORTED_VERSION", 412, "Tus-Resumable is missing or names another version, '1.0.0' was expected.");

    /// <summary>A script of this origin may not use the server.</summary>
    public static UploadError OriginNotAllowed { get; } =
        new("ERR_ORIGIN_NOT_ALLOWED", 403, "This origin may not use the server. Its operator decides which may.");

    /// <summary>RFC 9110, 15.5.6.</summary>
    public static UploadError MethodNotAllowed { get; } =
        new("ERR_METHOD_NOT_ALLOWED", 405, "This resource doesn't know the method. The Allow header lists those it knows.");

    /// <summary>tus 1.0.0, Creation: a length above the maximum is answered with 413.</summary>
    public static UploadError MaxSizeExceeded { get; } =
        new("ERR_MAX_SIZE_EXCEEDED", 413, "The upload is larger than this server accepts. OPTIONS reports the maximum in Tus-Max-Size.");

    /// <summary>tus 1.0.0, PATCH: 415. tusd says 400.</summary>
    public static UploadError InvalidContentType { get; } =
        new("ERR_INVALID_CONTENT_TYPE", 415, "The body's media type must be 'application/offset+octet-stream' without parameters.");

    /// <summary>No upload has this id.</summary>
    public static UploadError NotFound { get; } =
        new("ERR_UPLOAD_NOT_FOUND", 404, "There is no such upload. Create a new one.");

    /// <summary>
    /// GET of an upload that isn't complete, from a store that gives complete ones only. The code is that of tusd's S3 store.
    /// </summary>
    public static UploadError Unfinished { get; } =
        new("ERR_INCOMPLETE_UPLOAD", 400,
            "The upload isn't complete yet, and only complete ones can be read here. Finish it, then read it.");

    /// <summary>
    /// The holder didn't release the lock in time. tusd answers 500 with <c>ERR_LOCK_TIMEOUT</c>, after which tus-js-client starts again
    /// from zero.
    /// </summary>
    public static UploadError Locked { get; } =
        new("ERR_UPLOAD_LOCKED", 423, "Another request still works on this upload. Try again shortly.");

    /// <summary>tus 1.0.0, PATCH: 409.</summary>
    public static UploadError MismatchedOffset { get; } =
        new("ERR_MISMATCHED_OFFSET", 409, "Upload-Offset differs from the stored offset. Ask for it with HEAD and go on from there.");

    /// <summary>More bytes than the upload has left.</summary>
    public static UploadError SizeExceeded { get; } =
        new("ERR_UPLOAD_SIZE_EXCEEDED", 413, "The body is longer than what the upload has left.");

    /// <summary>tus 1.0.0, Concatenation: a final upload can't be changed.</summary>
    public static UploadError ModifyFinal { get; } =
        new("ERR_MODIFY_FINAL", 403, "A final upload is made of its parts and can't be appended to.");

    /// <summary>The client ended the body early.</summary>
    public static UploadError UnexpectedEof { get; } =
        new("ERR_UNEXPECTED_EOF", 400, "The body ended early. The bytes that arrived are stored: retrieve the offset with HEAD.");

    /// <summary>No byte within the network timeout. 500 as in tusd, because many clients retry 5xx only.</summary>
    public static UploadError ReadTimeout { get; } =
        new("ERR_READ_TIMEOUT", 500, "The body stalled for too long. The bytes that arrived are stored: retrieve the offset with HEAD.");

    /// <summary>The connection broke. 500 as in tusd.</summary>
    public static UploadError ConnectionReset { get; } =
        new("ERR_CONNECTION_RESET", 500, "The connection was reset. The bytes that arrived are stored: retrieve the offset with HEAD.");

    /// <summary>Another request took the upload over. 400 as in tusd.</summary>
    public static UploadError Interrupted { get; } =
        new("ERR_UPLOAD_INTERRUPTED", 400,
            "Another request took this upload over. The bytes that arrived are stored: retrieve the offset with HEAD.");

    /// <summary>
    /// The server lost the upload's lock during its work. 503, because the client did nothing wrong and may continue at once: tus-js-client
    /// repeats a request after a 5xx, but not after a 400.
    /// </summary>
    public static UploadError LockLost { get; } =
        new("ERR_LOCK_LOST", 503, "The server lost its lock on this upload. Ask for the offset with HEAD and go on from there.");

    /// <summary>The server is shutting down.</summary>
    public static UploadError ServerShutdown { get; } =
        new("ERR_SERVER_SHUTDOWN", 503, "The server is shutting down. The bytes that arrived are stored: resume when it is running again.");

    /// <summary>The store or the server itself failed.</summary>
    public static UploadError Internal { get; } =
        new("ERR_INTERNAL_SERVER_ERROR", 500,
            "The server failed. Its log has the reason; retrieve the offset with HEAD before you resume.");

    /// <summary>A hook or an observer of the server rejects this upload. The code is tusd's.</summary>
    public static UploadError Rejected { get; } =
        new("ERR_UPLOAD_REJECTED", 400, "The server rejects this upload. Its operator knows the reason.");

    /// <summary>A hook or an observer of the server rejects the termination of this upload. The code is tusd's.</summary>
    public static UploadError TerminationRejected { get; } =
        new("ERR_UPLOAD_TERMINATION_REJECTED", 400, "The server doesn't let this upload be removed. Its operator knows the reason.");

    /// <summary>A hook or an observer of the server stopped this upload while its body arrived. The code is tusd's.</summary>
    public static UploadError Stopped { get; } =
        new("ERR_UPLOAD_STOPPED", 400, "The server stopped this upload and removed it. Its operator knows the reason.");

    /// <summary>A hook or an observer of the server doesn't let this request through. tusd has no such code.</summary>
    public static UploadError AccessRejected { get; } =
        new("ERR_ACCESS_REJECTED", 403, "The server doesn't let this request through. Its operator knows the reason.");

    /// <summary>The store is full or can't be reached. tusd answers 500, or 404 when its directory is missing.</summary>
    public static UploadError StoreUnavailable { get; } =
        new("ERR_STORE_UNAVAILABLE", 503,
            "The server can't reach its storage, or it is full. Try again later: ask for the offset with HEAD.");

    /// <summary>A deferred length was requested but isn't offered.</summary>
    public static UploadError DeferLengthUnsupported { get; } =
        new("ERR_NOT_IMPLEMENTED", 501, "This server doesn't offer 'creation-defer-length'. Send Upload-Length.");

    /// <summary>A partial or final upload was requested but isn't offered.</summary>
    public static UploadError ConcatenationUnsupported { get; } =
        new("ERR_CONCATENATION_UNSUPPORTED", 400, "This server doesn't offer 'concatenation'. Create an upload without Upload-Concat.");

    /// <summary>The store can't remove uploads.</summary>
    public static UploadError TerminationUnsupported { get; } =
        new("ERR_NOT_IMPLEMENTED", 501, "The store behind this server can't remove uploads.");

    /// <summary>Metadata outside the grammar. tusd drops the pair silently.</summary>
    public static UploadError InvalidMetadata { get; } = new(
        "ERR_INVALID_UPLOAD_METADATA",
        400,
        "Upload-Metadata must be one line of 'key base64' pairs joined by commas, with unique ASCII keys.");

    /// <summary>RFC 9112, 6.1: 501 for a transfer coding that isn't understood.</summary>
    public static UploadError TransferCodingUnknown { get; } = new(
        "ERR_NOT_IMPLEMENTED",
        501,
        "Transfer-Encoding names another coding than 'chunked'. Send the body as it is, in chunks or with Content-Length.");

    /// <summary>More than one X-HTTP-Method-Override.</summary>
    public static UploadError AmbiguousMethod { get; } =
        new("ERR_AMBIGUOUS_METHOD", 400, "X-HTTP-Method-Override is there more than once, one method was expected.");

    /// <summary>The length is missing, repeated or not a plain number.</summary>
    public static UploadError InvalidLength(string value) =>
        new("ERR_INVALID_UPLOAD_LENGTH", 400, $"Upload-Length is '{value}', one plain decimal number was expected.");

    /// <summary>tus 1.0.0, Creation: once set, the length doesn't change.</summary>
    public static UploadError LengthIsSettled { get; } =
        new("ERR_INVALID_UPLOAD_LENGTH", 400, "The upload's length is settled and differs. Send PATCH without Upload-Length.");

    /// <summary>A length that would be smaller than what is stored.</summary>
    public static UploadError LengthBelowOffset { get; } =
        new("ERR_INVALID_UPLOAD_LENGTH", 400, "Upload-Length is smaller than what is stored. Ask with HEAD how much that is.");

    /// <summary>Both Upload-Length and Upload-Defer-Length.</summary>
    public static UploadError AmbiguousLength { get; } =
        new("ERR_AMBIGUOUS_UPLOAD_LENGTH", 400, "Upload-Length and Upload-Defer-Length are both there, one of them was expected.");

    /// <summary>The date of Upload-Expires has passed, and the upload isn't removed yet. 410 as tus 1.0.0, Expiration, suggests.</summary>
    public static UploadError Expired { get; } =
        new("ERR_UPLOAD_EXPIRED", 410, "The upload has expired. Create a new one.");

    /// <summary>The body was slower than the server's minimum rate (RFC 9110, 15.5.9).</summary>
    public static UploadError TooSlow { get; } =
        new("ERR_BODY_TOO_SLOW", 408, "The body was too slow. The bytes that arrived are stored: retrieve the offset with HEAD.");

    /// <summary>As many uploads as the server takes at once are running.</summary>
    public static UploadError TooManyUploads { get; } =
        new("ERR_TOO_MANY_UPLOADS", 503, "The server takes no more uploads at once. Try again shortly.");

    /// <summary>tus 1.0.0, Creation: the only value is '1'.</summary>
    public static UploadError InvalidDeferLength(string value) =>
        new("ERR_INVALID_UPLOAD_LENGTH_DEFER", 400, $"Upload-Defer-Length is '{value}', '1' was expected.");

    /// <summary>The offset is missing, repeated or not a plain number.</summary>
    public static UploadError InvalidOffset(string value) =>
        new("ERR_INVALID_OFFSET", 400, $"Upload-Offset is '{value}', one plain decimal number was expected.");
}
