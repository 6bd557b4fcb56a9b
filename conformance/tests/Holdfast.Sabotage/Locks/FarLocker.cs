using Holdfast.Server.Locks;

namespace Holdfast.Sabotage.Locks;

/// <summary>Gives out locks as a service behind a slow network does: three requests for a writer, and one for a reader.</summary>
internal sealed class FarLocker(IUploadLocker sound, TimeSpan roundTrip) : IUploadLocker
{
    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        await Task.Delay(3 * roundTrip, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await sound.AcquireAsync(id, requestRelease, cancellationToken);
    }

    public async ValueTask<IUploadLock?> AcquireToReadAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        await Task.Delay(roundTrip, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await sound.AcquireToReadAsync(id, requestRelease, cancellationToken);
    }
}
