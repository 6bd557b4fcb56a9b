namespace Holdfast.Server.Locks;

/// <summary>
/// The right to work on one upload; dispose it to pass it on. A lock that is a lease can end while its holder still works: it signals that
/// by <see cref="Lost"/>, and another request may hold the lock from then on. Locks in memory and in files are never lost.
/// </summary>
public interface IUploadLock : IAsyncDisposable
{
    /// <summary>
    /// A number that grows with each holder of this upload's lock, so that a store which compares it can refuse a write of a former holder;
    /// 0 when the lock doesn't count its holders.
    /// </summary>
    long Fence => 0;

    /// <summary>
    /// Cancelled when the lock has ended, or may have ended, before it was disposed. The holder's work ends at once, without the time that
    /// a handover leaves, and later writes don't count.
    /// </summary>
    CancellationToken Lost => default;

    /// <summary>
    /// Said before the lock is disposed: the upload is complete, or there is none, so nothing needs to be remembered about its holders.
    /// </summary>
    void Forget()
    {
    }
}
