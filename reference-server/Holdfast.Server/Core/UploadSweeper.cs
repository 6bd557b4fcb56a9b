using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Server;

/// <summary>Removes what has expired, again and again.</summary>
internal sealed class UploadSweeper(UploadOptions options, IExpiringStore store, UploadLog log, CancellationToken stopping)
{
    private readonly Lifetimes _lifetimes = new(options);

    /// <summary>Runs until the server stops.</summary>
    public async Task RunAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, options.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                await SweepSafelyAsync();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops; what is left expires after its next start.
        }
    }

    // No caller awaits the sweeper, so failures are logged here; the next sweep tries again.
    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a background task.")]
    private async Task SweepSafelyAsync()
    {
        try
        {
            await SweepAsync();
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            log.SweepError(exception);
        }
    }

    // What can't be read or removed now must not keep the others from being looked at.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever one upload does, the next has its turn.")]
    private async Task SweepAsync()
    {
        await foreach (var id in store.ListAsync().WithCancellation(stopping))
        {
            try
            {
                await RemoveIfExpiredAsync(id);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                log.UploadExpireError(id, exception);
            }
        }
    }

    // The first look needs no lock, so that running uploads aren't interrupted. The second is needed: a byte may have come meanwhile.
    private async Task RemoveIfExpiredAsync(string id)
    {
        if (!await IsExpiredAsync(id))
        {
            return;
        }

        await using var turn = await Turn.TakeToRemoveAsync(options, id, log, stopping);
        if (turn is not null && await IsExpiredAsync(id) && !turn.IsLost)
        {
            await store.TerminateAsync(id, turn.Completion);
            log.UploadExpired(id);
        }
    }

    private async Task<bool> IsExpiredAsync(string id)
    {
        try
        {
            return await store.GetInfoAsync(id, stopping) is { } upload && _lifetimes.IsOver(upload);
        }
        catch (UploadStoreException unreadable) when (!unreadable.IsTransient)
        {
            log.UploadExpireError(id, unreadable);
            return unreadable.LastChanged is { } lastChanged && _lifetimes.IsOver(lastChanged);
        }
    }
}
