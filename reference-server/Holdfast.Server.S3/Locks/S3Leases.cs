using System.Runtime.CompilerServices;
using Holdfast.Server.Locks.Leases;

namespace Holdfast.Server.S3.Locks;

/// <summary>Leases in a bucket, and the signals between its servers.</summary>
internal sealed class S3Leases(LeaseObjects objects, HandoverSignals signals) : ILeases, IDisposable
{
    public ILeaseClaim Claim(string id, Action requestRelease) =>
        new S3LeaseClaim(objects, signals, objects.KeyOf(id), Guid.NewGuid().ToString("N"), requestRelease);

    /// <summary>
    /// Removes leases that nobody has taken or renewed since then. A later lease of the same upload still gets a greater fence, because
    /// that starts from the clock.
    /// </summary>
    public async IAsyncEnumerable<string> RemoveUnchangedAsync(
        DateTimeOffset unchangedSince, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in objects.ListAsync(unchangedSince, cancellationToken))
        {
            await objects.DeleteAsync(key, cancellationToken);
            yield return key;
        }
    }

    public void Dispose() => signals.Dispose();
}
