namespace Holdfast.Client;

/// <summary>Where a request carries its checksum.</summary>
public enum ChecksumPlacement
{
    /// <summary>
    /// In the header section. The content is read twice: once for the checksum, once to send it.
    /// </summary>
    Header,

    /// <summary>
    /// In the trailer section (tus extension checksum-trailer), so that the content is read once. This needs HTTP/1.1 and the handler of
    /// <see cref="UploadHttp"/>.
    /// </summary>
    Trailer,
}
