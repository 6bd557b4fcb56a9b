namespace Holdfast.Server;

/// <summary>Gives one request at a time the right to work on an upload, and asks the holder to let go when another wants it.</summary>
public interface IUploadLocker
{
    /// <summary>Waits for the upload's lock, first come, first served.</summary>
    /// <param name="id">The upload; it need not exist.</param>
    /// <param name="requestRelease">
    /// Called, once at most, when the lock is wanted by somebody else; possibly before this method returns. It must return at once;
    /// the holder then saves what it has and disposes the lock.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock, or null when the wait ended without it; the holder is left as it is then.</returns>
    ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken);
}
