using Amazon.S3;
using Holdfast.Server.Locks;
using Holdfast.Server.Locks.Leases;
using Holdfast.Server.S3.Objects;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Locks;

/// <summary>
/// Locks for any number of servers that share a bucket, without another service. A lock is a lease: an object that only one server can
/// write, because each write names what it replaces. The server that holds it renews it, and one that crashed blocks an upload no longer
/// than that. The holder is asked to let go by a datagram, and by a mark in the object, which it sees when it renews the lease.
/// </summary>
public sealed class S3UploadLocker : IUploadLocker, ILeftovers, IReachable, IDisposable
{
    private readonly S3Leases _leases;
    private readonly LeaseUploadLocker _locker;

    private readonly ConditionalWrites _writes;

    private S3UploadLocker(S3Leases leases, ConditionalWrites writes, LeaseOptions options) =>
        (_leases, _writes, _locker) = (leases, writes, new LeaseUploadLocker(leases, options));

    /// <summary>Where leases are beside the descriptions of a store's uploads.</summary>
    public static string PrefixOf(S3StoreOptions store) => new ObjectKeys(store).MetadataPrefix;

    /// <summary>
    /// Keeps locks in a bucket, once it is clear that its server refuses a second creation of one object. When it can't be reached now,
    /// that is tried before the first lock.
    /// </summary>
    /// <param name="client">The client, which stays open when the locker is disposed.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="options">Names and times.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UploadStoreException">The bucket's server has no conditional writes.</exception>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public static async Task<S3UploadLocker> OpenAsync(
        IAmazonS3 client, string bucket, S3LockOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(bucket);
        var given = options ?? new S3LockOptions();
        _ = given.Leases.Validated();
        var objects = new LeaseObjects(client, bucket, given);
        var writes = new ConditionalWrites(objects);
        await writes.TryDemandAsync(cancellationToken);
        var signals = await HandoverSignals.OpenAsync(client, given, cancellationToken);
        return new S3UploadLocker(new S3Leases(objects, signals), writes, given.Leases);
    }

    /// <inheritdoc/>
    public async ValueTask DemandReachableAsync(CancellationToken cancellationToken)
    {
        await _writes.DemandAsync(cancellationToken);
        await _locker.DemandReachableAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        await _writes.DemandAsync(cancellationToken);
        return await _locker.AcquireAsync(id, requestRelease, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IUploadLock?> AcquireToReadAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
        _locker.AcquireToReadAsync(id, requestRelease, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RemoveLeftoversAsync(DateTimeOffset unchangedSince, CancellationToken cancellationToken) =>
        _leases.RemoveUnchangedAsync(unchangedSince, cancellationToken);

    /// <summary>Stops listening. Locks that are held end with their leases.</summary>
    public void Dispose() => _leases.Dispose();
}
