using System.Buffers.Binary;
using System.Numerics;

namespace Holdfast.Protocol.Checksums;

/// <summary>CRC-32C, Castagnoli's polynomial (RFC 9260, appendix A), by the processor's own instruction where it has one.</summary>
internal sealed class Crc32CChecksum : RunningChecksum
{
    private uint _crc = uint.MaxValue;

    public override string Algorithm => "crc32c";

    public override int DigestSize => sizeof(uint);

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = _crc;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        _crc = crc;
    }

    public override byte[] Finish()
    {
        var digest = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(digest, ~_crc);
        return digest;
    }
}
