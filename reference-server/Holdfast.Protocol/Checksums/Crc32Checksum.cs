using System.Buffers.Binary;
using System.IO.Hashing;

namespace Holdfast.Protocol.Checksums;

/// <summary>CRC-32 as in IEEE 802.3 and gzip (RFC 1952, 8).</summary>
internal sealed class Crc32Checksum : RunningChecksum
{
    private readonly Crc32 _crc = new();

    public override string Algorithm => "crc32";

    public override int DigestSize => sizeof(uint);

    public override void Append(ReadOnlySpan<byte> bytes) => _crc.Append(bytes);

    // System.IO.Hashing writes the digest with the least significant byte first; object stores and zlib's users expect the other order.
    public override byte[] Finish()
    {
        var digest = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(digest, _crc.GetCurrentHashAsUInt32());
        return digest;
    }
}
