using Holdfast.Server.Stores;

namespace Holdfast.Server.Locks.Leases;

/// <summary>
/// One request's wish for the lease of one upload, and the lease once it is taken. Its calls never overlap. They throw
/// <see cref="UploadStoreException"/> when the service can't be reached.
/// </summary>
internal interface ILeaseClaim
{
    /// <summary>Takes the lease when it is free; otherwise asks its holder to let go, and gets in line right behind it.</summary>
    /// <returns>The fence: greater than that of every earlier holder. Null when the lease isn't free.</returns>
    ValueTask<long?> TryTakeAsync(CancellationToken cancellationToken);

    /// <summary>Whether nobody has the lease; otherwise asks its holder to let go.</summary>
    ValueTask<bool> IsFreeAsync(CancellationToken cancellationToken);

    /// <summary>Makes the lease that was taken last for its whole duration again.</summary>
    /// <returns>False when it isn't this claim's any more.</returns>
    ValueTask<bool> RenewAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Gives the lease back if this claim has it, and the place in line; also after an attempt whose outcome is unknown.
    /// </summary>
    /// <param name="forget">The claim has the lease, and the last fence of this upload needn't be remembered.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    ValueTask ReleaseAsync(bool forget, CancellationToken cancellationToken);
}
