using Holdfast.Server.Stores;

namespace Holdfast.Server.Locks;

/// <summary>
/// Gives one request at a time the right to work on an upload, and asks the holder to release it when another request waits.
/// </summary>
public interface IUploadLocker
{
    /// <summary>Waits for the upload's lock, first come, first served.</summary>
    /// <param name="id">The upload; it need not exist.</param>
    /// <param name="requestRelease">
    /// Called at most once, when another request waits for the lock; possibly before this method returns. It must return at once; the
    /// holder then saves what it has and disposes the lock.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock, or null when the wait ended without it; the holder is left as it is then.</returns>
    /// <exception cref="UploadStoreException">The lock can't be taken now, and the reason is not another holder.</exception>
    ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken);

    /// <summary>
    /// The same for a request that changes nothing: it waits until no request writes. Several such requests may have the lock at once. It
    /// needs neither disk space nor write permission, so that uploads can be read while the disk is full.
    /// </summary>
    /// <remarks>
    /// It excludes the writers of this process only; another process may begin to write, or remove the upload, while it is held. A store
    /// must allow that: stored bytes don't change, and a removed upload is reported as such. The default implementation takes the lock of
    /// writers.
    /// </remarks>
    ValueTask<IUploadLock?> AcquireToReadAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
        AcquireAsync(id, requestRelease, cancellationToken);
}
