using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Holdfast.Conformance.Tus.Checksum;

/// <summary>The checksums that servers announce, computed by the suite itself.</summary>
internal static class Digests
{
    /// <summary>The digest of <paramref name="bytes"/>, or <see langword="null"/> for an algorithm that the suite does not know.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "tus 1.0.0, Checksum demands sha1.")]
    [SuppressMessage("Security", "CA5351", Justification = "Servers announce md5; it guards against accidents, not attacks.")]
    public static byte[]? Of(string algorithm, ReadOnlySpan<byte> bytes) => algorithm switch
    {
        "sha1" => SHA1.HashData(bytes),
        "sha256" => SHA256.HashData(bytes),
        "sha384" => SHA384.HashData(bytes),
        "sha512" => SHA512.HashData(bytes),
        "md5" => MD5.HashData(bytes),
        "crc32" => Crc(bytes, 0xEDB88320),
        "crc32c" => Crc(bytes, 0x82F63B78),
        _ => null,
    };

    /// <summary>The value of <c>Upload-Checksum</c> (tus 1.0.0, Upload-Checksum).</summary>
    public static string Field(string algorithm, ReadOnlySpan<byte> bytes) =>
        $"{algorithm} {Convert.ToBase64String(Of(algorithm, bytes)!)}";

    // Bit by bit, most significant byte first, as tus servers send CRCs. The polynomials are reflected: ISO 3309 and Castagnoli.
    private static byte[] Crc(ReadOnlySpan<byte> bytes, uint polynomial)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ polynomial;
            }
        }

        var digest = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(digest, ~crc);
        return digest;
    }
}
