using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Holdfast.Server.Locks;

namespace Holdfast.Server.Core;

/// <summary>
/// Delivers what waits in the outbox: a step when it has been taken, and at intervals what couldn't be delivered then, or was left by a
/// server that has ended. A lock for each upload, besides the upload's own, keeps several servers on one store from doing so at once.
/// </summary>
/// <remarks>Nothing that waits is kept in memory, only which uploads are being worked on.</remarks>
internal sealed class OutboxCourier(
    UploadOptions options, Delivery delivery, UploadOutbox outbox, UploadLifecycle lifecycle, UploadLog log, CancellationToken stopping)
    : IUploadObserver
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    // How many uploads a look at the whole outbox works on at once.
    private const int Parallelism = 16;

    // No upload's id has this sign, so its lock is never that of an upload.
    private const string LockMark = "%";

    private readonly Channel<bool> _left =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private IUploadLock? _presence;

    private TimeSpan FirstPause => ShortestPause < delivery.LongestPause ? ShortestPause : delivery.LongestPause;

    /// <summary>Runs until the server stops.</summary>
    public async Task RunAsync()
    {
        var queues = new TransitionQueues(this, log);
        outbox.Waiting = past => queues.Add(AsNews(past));
        outbox.NoteLeft = Wake;

        // The server doesn't wait for it.
        await Task.Yield();
        try
        {
            var pause = FirstPause;
            while (true)
            {
                var isAll = await LookAtAllAsync();
                if (isAll)
                {
                    await IdleAsync();
                }
                else
                {
                    log.EventsWait(pause);
                }

                await Task.Delay(pause, options.TimeProvider, stopping);
                pause = isAll ? FirstPause : Longer(pause);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What waits is delivered after the next start, or by another server.
        }
        finally
        {
            await (_presence?.DisposeAsync() ?? default);
        }
    }

    public ValueTask<Decision> BeforeAsync(Transition next, CancellationToken cancellationToken) => default;

    /// <summary>Delivers what waits of the upload, then what is reported of a body that still arrives.</summary>
    public async ValueTask AfterAsync(Transition past)
    {
        // A note of another server's may be that of a request which runs there.
        if (!await DeliverSafelyAsync(past.Upload.Id, past.Stop is null ? null : past, _ => Task.FromResult(true)))
        {
            Wake();
        }
    }

    // A queue keeps the newest of them: the events themselves are in the outbox, and progress that is followed by an event is void.
    private static Transition AsNews(Transition past) => past with { Kind = TransitionKind.Receiving };

    private TimeSpan Longer(TimeSpan pause) => pause * 2 < delivery.LongestPause ? pause * 2 : delivery.LongestPause;

    private void Wake() => _left.Writer.TryWrite(true);

    // Until something couldn't be delivered, or long enough that another server may have ended.
    private async Task IdleAsync()
    {
        using var enough = new CancellationTokenSource(delivery.LongestPause, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stopping);
        await ((Task)_left.Reader.ReadAsync(either.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
    }

    // No caller awaits the courier, so failures are logged here; the next look tries again.
    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a background task.")]
    private async Task<bool> LookAtAllAsync()
    {
        var isAll = true;
        var servers = new ConcurrentDictionary<string, Task<bool>>(StringComparer.Ordinal);
        try
        {
            await TakePresenceAsync();
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stopping };
            await Parallel.ForEachAsync(outbox.IdsAsync(stopping), parallel, async (id, _) =>
            {
                if (!await DeliverSafelyAsync(id, progress: null, server => servers.GetOrAdd(server, IsPresentAsync)))
                {
                    isAll = false;
                }
            });
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            log.SweepError(exception);
            return false;
        }

        return isAll;
    }

    // Whatever keeps one upload's events from being delivered, those of the next have their turn.
    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a background task.")]
    private async Task<bool> DeliverSafelyAsync(string id, Transition? progress, Func<string, Task<bool>> isPresent)
    {
        try
        {
            return await DeliverAsync(id, progress, isPresent);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            log.EventNotDelivered(id, exception.Message);
            return false;
        }
        catch (Exception)
        {
            // The server stops, and its store may be closed.
            return false;
        }
    }

    // False when something is left.
    private async Task<bool> DeliverAsync(string id, Transition? progress, Func<string, Task<bool>> isPresent)
    {
        await using var held = await AcquireAsync(id);
        if (held is null)
        {
            return false;
        }

        var (events, hasNote) = await outbox.LookAsync(id, held.Lost);
        var isSettled = !hasNote || await SettleAsync(id, isPresent);
        (events, _) = hasNote ? await outbox.LookAsync(id, held.Lost) : (events, hasNote);
        while (await DeliverAsync(id, events, held.Lost))
        {
            (events, _) = await outbox.LookAsync(id, held.Lost);
        }

        if (progress is not null)
        {
            await delivery.Receiver.DeliverAsync(progress, held.Lost);
        }

        held.Forget();
        return isSettled;
    }

    // False when there was none. A listing may still have some that are removed already.
    private async Task<bool> DeliverAsync(string id, IReadOnlyList<string> events, CancellationToken cancellationToken)
    {
        var isAny = false;
        foreach (var name in events)
        {
            if (await outbox.ReadAsync(id, name, cancellationToken) is { } past)
            {
                await delivery.Receiver.DeliverAsync(past.ToTransition(), cancellationToken);
                await outbox.RemoveAsync(id, name);
                isAny = true;
            }
        }

        return isAny;
    }

    // What a request did that was killed, or failed without knowing how far it got.
    private async Task<bool> SettleAsync(string id, Func<string, Task<bool>> isPresent)
    {
        if (await outbox.FindNoteAsync(id, stopping) is not { Note: var note } || outbox.IsRunning(note)
            || (note.Server != outbox.Server && await isPresent(note.Server)))
        {
            return true;
        }

        await using var turn = await Turn.TakeAsync(options, id, body: null, log, stopping);
        if (turn is null)
        {
            return false;
        }

        // The next request may have done it meanwhile.
        await using var left = await outbox.FindNoteAsync(id, turn.Completion);
        if (left is not null && left.Note.Id == note.Id)
        {
            await lifecycle.SettleAsync(left, await options.Store.GetInfoAsync(id, turn.Completion), turn.Scope, finishes: true);
        }

        return true;
    }

    private async Task<IUploadLock?> AcquireAsync(string name)
    {
        using var patience = new CancellationTokenSource(options.AcquireLockTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        return await options.Locker.AcquireAsync(LockMark + name, static () => { }, either.Token);
    }

    // A lock that this server holds as long as it runs: another server that gets it knows that this one has ended.
    private async Task TakePresenceAsync()
    {
        if (_presence is { Lost.IsCancellationRequested: true } lost)
        {
            _presence = null;
            await lost.DisposeAsync();
        }

        _presence ??= await AcquireAsync(LockMark + outbox.Server);
    }

    private async Task<bool> IsPresentAsync(string server)
    {
        await using var taken = await AcquireAsync(LockMark + server);
        taken?.Forget();
        return taken is null;
    }
}
