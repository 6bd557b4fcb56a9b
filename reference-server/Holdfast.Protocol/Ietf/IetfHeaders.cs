namespace Holdfast.Protocol.Ietf;

/// <summary>
/// The header fields of draft-ietf-httpbis-resumable-upload, all of them structured fields (RFC 9651), and those it borrows.
/// </summary>
public static class IetfHeaders
{
    /// <summary>How many bytes of the upload are there; an integer item.</summary>
    public const string UploadOffset = "Upload-Offset";

    /// <summary>Whether a request's content ends the upload, or a response is the target's own; a boolean item.</summary>
    public const string UploadComplete = "Upload-Complete";

    /// <summary>The opposite of <see cref="UploadComplete"/>, in interop version 3.</summary>
    public const string UploadIncomplete = "Upload-Incomplete";

    /// <summary>The size of the whole upload in bytes; an integer item.</summary>
    public const string UploadLength = "Upload-Length";

    /// <summary>The limits of a server: a dictionary of integers, see <see cref="UploadLimitKeys"/>.</summary>
    public const string UploadLimit = "Upload-Limit";

    /// <summary>The version of the draft that the sender speaks; an integer item. It disappears with the RFC.</summary>
    public const string InteropVersion = "Upload-Draft-Interop-Version";

    /// <summary>Digests of one message's content (RFC 9530, 2).</summary>
    public const string ContentDigest = "Content-Digest";

    /// <summary>Digests of the whole representation (RFC 9530, 3).</summary>
    public const string ReprDigest = "Repr-Digest";

    /// <summary>Requests <see cref="ReprDigest"/> (RFC 9530, 4).</summary>
    public const string WantReprDigest = "Want-Repr-Digest";
}
