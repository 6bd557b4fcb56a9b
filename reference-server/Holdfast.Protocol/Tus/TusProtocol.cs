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
}
