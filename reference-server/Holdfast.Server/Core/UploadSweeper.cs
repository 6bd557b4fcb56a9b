using System.Diagnostics.CodeAnalysis;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>Removes expired uploads at regular intervals.</summary>
internal sealed class UploadSweeper(
    UploadOptions options, IExpiringStore store, UploadLifecycle lifecycle, Finisher finisher, UploadLog log, CancellationToken stopping)
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
            // The server stops; remaining uploads expire after its next start.
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

    // An upload that can't be read or removed now must not prevent the removal of others.
    [SuppressMessage("Design", "CA1031", Justification = "Whatever one upload does, the next has its turn.")]
    private async Task SweepAsync()
    {
        if (_lifetimes.Shortest is not { } lifetime)
        {
            return;
        }

        await foreach (var id in store.ListAsync(options.TimeProvider.GetUtcNow() - lifetime).WithCancellation(stopping))
        {
            try
            {
                await LookAsync(id);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                log.UploadExpireError(id, exception);
            }
        }
    }

    // Read once and without a lock, so that running uploads aren't interrupted. A byte may have come before the lock is taken; the store
    // looks.
    private async Task LookAsync(string id)
    {
        var (upload, isOver) = await ReadAsync(id);
        if (isOver)
        {
            await using var turn = await Turn.TakeToRemoveAsync(options, id, log, stopping);
            if (turn is { IsLost: false })
            {
                await lifecycle.TerminateAsync(upload!, TerminationReason.Expired, request: null, turn.Scope);
                turn.Forget();
            }
        }
        else if (Finisher.MayFinish(upload))
        {
            await finisher.FinishLostAsync(id);
        }
    }

    private async Task<(UploadInfo? Upload, bool IsOver)> ReadAsync(string id)
    {
        try
        {
            var upload = await store.GetInfoAsync(id, stopping);
            return (upload, upload is not null && _lifetimes.IsOver(upload));
        }
        catch (UploadStoreException unreadable) when (!unreadable.IsTransient)
        {
            log.UploadExpireError(id, unreadable);
            var upload = UploadInfo.Unknown(id) with { LastChanged = unreadable.LastChanged };
            return (upload, unreadable.LastChanged is { } lastChanged && _lifetimes.IsOver(lastChanged));
        }
    }
}
