using Holdfast.Protocol.Checksums;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Refusals;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Server.Checksums;

/// <summary>A client's checksum of a body, of an algorithm that this server knows, or the reason why it can't be used.</summary>
internal readonly record struct ChecksumClaim(UploadChecksum? Checksum, Refusal? Error)
{
    /// <summary>Reads the one line that is expected. A digest of another length than the algorithm's is none that any body has.</summary>
    public static ChecksumClaim Read(StringValues lines)
    {
        if (lines.Count != 1 || !UploadChecksum.TryParse(lines.ToString(), out var checksum))
        {
            return Refused(new Refusal(RefusalKind.ChecksumMalformed) { Subject = lines.ToString() });
        }

        using var running = ChecksumAlgorithms.Begin(checksum.Algorithm);
        return running is null ? Refused(new Refusal(RefusalKind.ChecksumAlgorithmUnknown) { Subject = checksum.Algorithm })
            : running.DigestSize != checksum.Digest.Length ? Refused(RefusalKind.ChecksumMismatch)
            : new ChecksumClaim(checksum, null);
    }

    /// <summary>A claim that can't be judged.</summary>
    public static ChecksumClaim Refused(Refusal error) => new(null, error);

    /// <summary>Both name the same algorithm and digest.</summary>
    public bool Agrees(ChecksumClaim other) =>
        Checksum is { } mine && other.Checksum is { } theirs
        && mine.Algorithm == theirs.Algorithm && mine.Digest.Span.SequenceEqual(theirs.Digest.Span);
}
