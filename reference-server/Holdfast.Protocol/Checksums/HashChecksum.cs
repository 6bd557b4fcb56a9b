using System.Security.Cryptography;

namespace Holdfast.Protocol.Checksums;

/// <summary>The digests that the platform knows.</summary>
internal sealed class HashChecksum(string algorithm, HashAlgorithmName name) : RunningChecksum
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

    public override string Algorithm => algorithm;

    public override int DigestSize => _hash.HashLengthInBytes;

    public override void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    public override byte[] Finish() => _hash.GetHashAndReset();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
