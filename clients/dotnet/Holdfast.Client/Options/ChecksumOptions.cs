namespace Holdfast.Client;

/// <summary>A checksum for the content of each request (tus extension checksum).</summary>
public sealed record ChecksumOptions
{
    /// <summary>The algorithm's name in <c>Upload-Checksum</c>: sha1, sha256, sha512, md5, crc32 or crc32c. Default: sha256.</summary>
    public string Algorithm { get; init; } = "sha256";

    /// <summary>Where the checksum is sent. Default: in the header section.</summary>
    public ChecksumPlacement Placement { get; init; }
}
