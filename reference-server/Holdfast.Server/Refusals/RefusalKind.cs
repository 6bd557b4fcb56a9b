namespace Holdfast.Server.Refusals;

/// <summary>The reasons for refusing a client's request, independent of a protocol.</summary>
internal enum RefusalKind
{
    /// <summary>No upload has this id.</summary>
    NotFound,

    /// <summary>The upload's lifetime is over, and it isn't removed yet.</summary>
    Expired,

    /// <summary>Another request holds the upload's lock and didn't pass it on in time.</summary>
    Locked,

    /// <summary>The upload's lock ended in the middle of the work.</summary>
    LockLost,

    /// <summary>Another request requested the upload's lock, which ended the body.</summary>
    Interrupted,

    /// <summary>The server stops, which ended the body.</summary>
    ServerShutdown,

    /// <summary>As many bodies as the server takes at once are on their way.</summary>
    TooManyUploads,

    /// <summary>The client ended the body early.</summary>
    UnexpectedEof,

    /// <summary>The connection broke.</summary>
    ConnectionReset,

    /// <summary>No byte arrived within the network timeout.</summary>
    ReadTimeout,

    /// <summary>The body was slower than the server's minimum rate.</summary>
    TooSlow,

    /// <summary>The client's offset isn't the stored one.</summary>
    MismatchedOffset,

    /// <summary>More bytes than the upload has left.</summary>
    SizeExceeded,

    /// <summary>An upload that would be larger than the server takes.</summary>
    MaxSizeExceeded,

    /// <summary>An upload that is smaller than the server takes.</summary>
    UploadTooSmall,

    /// <summary>More bytes than one request may append.</summary>
    AppendTooLarge,

    /// <summary>Fewer bytes than one request must append.</summary>
    AppendTooSmall,

    /// <summary>The length is known already, and another one was declared.</summary>
    LengthIsSettled,

    /// <summary>The declared length is smaller than the number of stored bytes.</summary>
    LengthBelowOffset,

    /// <summary>Two statements of the upload's length contradict each other.</summary>
    InconsistentLength,

    /// <summary>The upload is complete and can't be appended to.</summary>
    Completed,

    /// <summary>A final upload is made of its parts and can't be appended to.</summary>
    ModifyFinal,

    /// <summary>The store can't keep a length that is declared after the creation.</summary>
    DeferLengthUnsupported,

    /// <summary>The store can't remove uploads.</summary>
    TerminationUnsupported,

    /// <summary>The store can't make one upload of others.</summary>
    ConcatenationUnsupported,

    /// <summary>More parts than the server puts together: <see cref="Refusal.Count"/> of at most <see cref="Refusal.Limit"/>.</summary>
    TooManyParts,

    /// <summary>Parts that are named repeatedly add more bytes than <see cref="Refusal.Limit"/>.</summary>
    TooMuchRepeated,

    /// <summary>A part, named <see cref="Refusal.Subject"/>, is no upload of this server.</summary>
    UnknownPart,

    /// <summary>A part, named <see cref="Refusal.Subject"/>, is an ordinary or a final upload.</summary>
    NotPartial,

    /// <summary>A part isn't complete, and the server doesn't wait for it.</summary>
    PartUnfinished,

    /// <summary>A final upload waits for a part that was removed or has expired.</summary>
    PartGone,

    /// <summary>A final upload that still waits for its parts can't be read.</summary>
    WaitsForParts,

    /// <summary>An upload that isn't complete can't be read: its store gives complete ones only.</summary>
    Unfinished,

    /// <summary>The body doesn't match its checksum.</summary>
    ChecksumMismatch,

    /// <summary>The checksum that was announced for the end of the body didn't come.</summary>
    ChecksumMissing,

    /// <summary>A checksum arrived in a trailer that wasn't announced, so the body was stored unverified.</summary>
    ChecksumUnannounced,

    /// <summary>Two checksums of one body differ.</summary>
    ChecksumAmbiguous,

    /// <summary>The checksum can't be read: <see cref="Refusal.Subject"/>.</summary>
    ChecksumMalformed,

    /// <summary>The checksum is of an algorithm that isn't known here: <see cref="Refusal.Subject"/>.</summary>
    ChecksumAlgorithmUnknown,

    /// <summary>The whole upload doesn't have the digest that its creation named.</summary>
    DigestMismatch,

    /// <summary>An observer rejects the upload's creation or its end.</summary>
    Rejected,

    /// <summary>An observer rejects that the upload is removed.</summary>
    TerminationRejected,

    /// <summary>An observer stopped the upload while its body arrived.</summary>
    Stopped,

    /// <summary>The server failed.</summary>
    Internal,
}
