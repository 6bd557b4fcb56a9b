using System.Diagnostics.CodeAnalysis;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>
/// Removes files that crashes left behind, at the start and then every hour. They belong to no upload, so no lifetime applies to them.
/// </summary>
internal sealed class LeftoverSweeper(UploadOptions options, UploadLog log, CancellationToken stopping)
{
    // A few files do no harm for an hour, and listing a directory of a million files takes seconds.
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // A file that looks left behind may be one that another process is writing just now. A creation takes milliseconds, and a body that is
    // still to be verified is cut after a minute without a byte (NetworkTimeout); a day also covers a clock that is set to another time
    // zone.
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
            // The server stops; remaining files are removed after its next start.
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
