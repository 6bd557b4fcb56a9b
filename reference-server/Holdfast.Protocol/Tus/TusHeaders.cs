namespace Holdfast.Protocol.Tus;

/// <summary>The header fields that tus 1.0.0 defines (protocol text, "Headers" of the core and of each extension).</summary>
public static class TusHeaders
{
    /// <summary>The version in use; on every request but OPTIONS, and on every response.</summary>
    public const string Resumable = "Tus-Resumable";

    /// <summary>The versions a server speaks, best first.</summary>
    public const string Version = "Tus-Version";

    /// <summary>The extensions a server offers.</summary>
    public const string Extension = "Tus-Extension";

    /// <summary>The largest upload a server takes, in bytes.</summary>
    public const string MaxSize = "Tus-Max-Size";

    /// <summary>How many bytes of an upload are stored.</summary>
    public const string UploadOffset = "Upload-Offset";

    /// <summary>The size of the whole upload, in bytes.</summary>
    public const string UploadLength = "Upload-Length";

    /// <summary>Says that the length is declared later (extension creation-defer-length).</summary>
    public const string UploadDeferLength = "Upload-Defer-Length";

    /// <summary>Key and value pairs about the upload (extension creation).</summary>
    public const string UploadMetadata = "Upload-Metadata";

    /// <summary>Marks partial and final uploads (extension concatenation).</summary>
    public const string UploadConcat = "Upload-Concat";

    /// <summary>When an upload may be removed (extension expiration).</summary>
    public const string UploadExpires = "Upload-Expires";

    /// <summary>The checksum of one request's body, in the header section or the trailer (extension checksum).</summary>
    public const string UploadChecksum = "Upload-Checksum";

    /// <summary>The checksum algorithms that a server knows.</summary>
    public const string ChecksumAlgorithm = "Tus-Checksum-Algorithm";

    /// <summary>Names the method to use instead of the request's own.</summary>
    public const string MethodOverride = "X-HTTP-Method-Override";
}
