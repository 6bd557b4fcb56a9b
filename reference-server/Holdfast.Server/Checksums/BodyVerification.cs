using System.Buffers;
using System.IO.Pipelines;
using Holdfast.Protocol.Checksums;
using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Refusals;

namespace Holdfast.Server.Checksums;

/// <summary>
/// Verifies one body against one checksum. tus 1.0.0, Checksum: the body is verified once all of it has arrived; if it doesn't match, or
/// didn't arrive whole, nothing of it is kept.
/// </summary>
/// <param name="candidates">
/// The checksums that are computed while the body arrives: all of them when the trailer will name the algorithm.
/// </param>
/// <param name="expected">Returns, after the body, the expected checksum.</param>
internal sealed class BodyVerification(IReadOnlyList<RunningChecksum> candidates, Func<ChecksumClaim> expected) : IBodyVerification
{
    /// <inheritdoc/>
    public Refusal? Error { get; private set; }

    /// <inheritdoc/>
    public PipeReader Watch(PipeReader body) => new ObservedReader(body, Take);

    /// <inheritdoc/>
    public bool Accepts(ArrivingBody body)
    {
        Error = body.Cut is { } cut ? Drop(cut) : Compare(expected());
        return Error is null;
    }

    public void Dispose()
    {
        foreach (var candidate in candidates)
        {
            candidate.Dispose();
        }
    }

    private static Refusal Drop(Refusal cut) => cut == RefusalKind.SizeExceeded ? cut : cut with { KeepsNothing = true };

    private Refusal? Compare(ChecksumClaim claim)
    {
        if (claim.Checksum is not { } checksum)
        {
            return claim.Error;
        }

        var digest = candidates.Single(candidate => candidate.Algorithm == checksum.Algorithm).Finish();
        return checksum.Digest.Span.SequenceEqual(digest) ? null : RefusalKind.ChecksumMismatch;
    }

    private void Take(ReadOnlySequence<byte> bytes)
    {
        foreach (var block in bytes)
        {
            foreach (var candidate in candidates)
            {
                candidate.Append(block.Span);
            }
        }
    }
}
