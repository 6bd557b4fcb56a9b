using Holdfast.Server.Stores;

namespace Holdfast.Server.Locks.Leases;

/// <summary>
/// Locks for any number of servers, as leases: a holder renews its lease, and one that doesn't any more (it crashed, it was stopped, its
/// network is gone) blocks the others for one lease at most.
/// </summary>
/// <remarks>
/// Waiters queue in the order they came inside one process, so that one claim for each upload and process goes out. Between processes one
/// waiter at a time stands right behind the holder.
/// </remarks>
internal sealed class LeaseUploadLocker(ILeases leases, LeaseOptions options) : IUploadLocker, IReachable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);

    // For taking back a wish, when nobody waits for the outcome any more. What fails ends by itself with the lease.
    private static readonly TimeSpan WithdrawalTimeout = TimeSpan.FromSeconds(2);

    private readonly MemoryUploadLocker _queues = new();
    private readonly LeaseOptions _options = options.Validated();

    /// <inheritdoc/>
    /// <remarks>Looks at a lease that nobody has.</remarks>
    public async ValueTask DemandReachableAsync(CancellationToken cancellationToken) =>
        await leases.Claim(UploadId.New(), () => { }).IsFreeAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        var lease = new Lease(id, leases, requestRelease, _options);
        if (await _queues.AcquireAsync(id, lease.RequestRelease, cancellationToken) is not { } place)
        {
            return null;
        }

        var isGranted = false;
        try
        {
            isGranted = await RepeatAsync(() => lease.TryTakeAsync(place, cancellationToken), cancellationToken);
            if (!isGranted)
            {
                await WithdrawAsync(lease.Claim);
            }

            return isGranted ? lease : null;
        }
        catch (UploadStoreException)
        {
            // Whether it was taken is unknown. The client needn't wait for a service that doesn't answer.
            _ = WithdrawAsync(lease.Claim);
            throw;
        }
        finally
        {
            if (!isGranted)
            {
                await place.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IUploadLock?> AcquireToReadAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        if (await _queues.AcquireToReadAsync(id, requestRelease, cancellationToken) is not { } place)
        {
            return null;
        }

        var isFree = false;
        try
        {
            var claim = leases.Claim(id, () => { });
            return (isFree = await RepeatAsync(() => claim.IsFreeAsync(cancellationToken), cancellationToken)) ? place : null;
        }
        finally
        {
            if (!isFree)
            {
                await place.DisposeAsync();
            }
        }
    }

    // A quarter more each time: a waiter is late by a quarter of its wait at most, and a long wait costs little.
    private async Task<bool> RepeatAsync(Func<ValueTask<bool>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            for (var pause = FirstPause; !await attempt(); pause = Shorter(pause * 1.25, _options.AcquirerPollInterval))
            {
                await Task.Delay(pause, _options.TimeProvider, cancellationToken);
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WithdrawAsync(ILeaseClaim claim)
    {
        using var patience = new CancellationTokenSource(WithdrawalTimeout, _options.TimeProvider);
        try
        {
            await claim.ReleaseAsync(forget: false, patience.Token);
        }
        catch (Exception exception) when (exception is UploadStoreException or OperationCanceledException)
        {
            // The caller is told already what kept it from the lock. A lease or a place in line that stays behind ends by itself.
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
