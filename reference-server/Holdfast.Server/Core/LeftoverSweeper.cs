using System.Diagnostics.CodeAnalysis;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>Removes what crashes left, at the start and then every hour. It belongs to no upload, so no lifetime is needed.</summary>
internal sealed class LeftoverSweeper(UploadOptions options, UploadLog log, CancellationToken stopping)
{
    // Nobody misses a few files for so long, and listing a directory of a million takes seconds.
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // Another process may be writing just now what looks left. A creation takes milliseconds, and a body that waits to be judged is cut
    // after a minute without a byte (NetworkTimeout); a day bears a clock in another time zone, too.
    private static readonly TimeSpan ShortestAge = TimeSpan.FromDays(1);

    private TimeSpan Age => options.NetworkTimeout * 2 > ShortestAge ? options.NetworkTimeout * 2 : ShortestAge;

    /// <summary>Runs until the server stops.</summary>
    public async Task RunAsync()
    {
        if (options.Store is not ILeftovers && options.Locker is not ILeftovers)
        {
            return;
        }

        // The server doesn't wait for it.
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, options.TimeProvider);
        try
        {
            do
            {
                await SweepSafelyAsync(options.Store as ILeftovers);
                await SweepSafelyAsync(options.Locker as ILeftovers);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops; what is left is removed after its next start.
        }
    }

    // No caller awaits the sweeper, so failures are logged here; the next sweep tries again.
    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a background task.")]
    private async Task SweepSafelyAsync(ILeftovers? place)
    {
        try
        {
            var since = options.TimeProvider.GetUtcNow() - Age;
            await foreach (var name in (place?.RemoveLeftoversAsync(since, stopping) ?? AsyncEnumerable.Empty<string>()).WithCancellation(
                stopping))
            {
                log.LeftoverRemoved(name);
            }
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            log.SweepError(exception);
        }
    }
}
