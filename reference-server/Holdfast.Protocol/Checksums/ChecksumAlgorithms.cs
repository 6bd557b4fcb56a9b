using System.Security.Cryptography;

namespace Holdfast.Protocol.Checksums;

/// <summary>The algorithms of the extension checksum. tus 1.0.0, Checksum: sha1 must be among them; names have no upper case.</summary>
public static class ChecksumAlgorithms
{
    private static readonly KeyValuePair<string, Func<RunningChecksum>>[] Known =
    [
        new("sha1", () => new HashChecksum("sha1", HashAlgorithmName.SHA1)),
        new("sha256", () => new HashChecksum("sha256", HashAlgorithmName.SHA256)),
        new("sha512", () => new HashChecksum("sha512", HashAlgorithmName.SHA512)),
        new("md5", () => new HashChecksum("md5", HashAlgorithmName.MD5)),
        new("crc32", () => new Crc32Checksum()),
        new("crc32c", () => new Crc32CChecksum()),
    ];

    /// <summary>Every name, in the order of the response to OPTIONS.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(algorithm => algorithm.Key)];

    /// <summary>Begins a checksum; null when the name, which is compared with case, isn't known.</summary>
    public static RunningChecksum? Begin(string name) =>
        Known.FirstOrDefault(algorithm => algorithm.Key == name).Value?.Invoke();
}
