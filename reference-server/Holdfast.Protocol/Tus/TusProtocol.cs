namespace Holdfast.Protocol.Tus;

/// <summary>The fixed words of tus 1.0.0.</summary>
public static class TusProtocol
{
    /// <summary>The only published version.</summary>
    public const string Version = "1.0.0";

    /// <summary>The media type of bytes that are appended at an offset (core, PATCH).</summary>
    public const string OffsetMediaType = "application/offset+octet-stream";

    /// <summary>The extension token of POST to the creation URL.</summary>
    public const string Creation = "creation";

    /// <summary>The extension token of a creation that carries the first bytes.</summary>
    public const string CreationWithUpload = "creation-with-upload";

    /// <summary>The extension token of DELETE.</summary>
    public const string Termination = "termination";

    /// <summary>The extension token of uploads that are concatenated from others.</summary>
    public const string Concatenation = "concatenation";

    /// <summary>The extension token of a final upload that is requested before its parts are complete.</summary>
    public const string ConcatenationUnfinished = "concatenation-unfinished";

    /// <summary>The extension token of an upload whose length is declared later.</summary>
    public const string CreationDeferLength = "creation-defer-length";

    /// <summary>The extension token of uploads that are removed after a time.</summary>
    public const string Expiration = "expiration";

    /// <summary>The extension token of bodies that are checked before they count.</summary>
    public const string Checksum = "checksum";

    /// <summary>The extension token of a checksum that follows the body.</summary>
    public const string ChecksumTrailer = "checksum-trailer";
}
