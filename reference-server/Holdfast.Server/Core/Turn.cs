using Holdfast.Server.Bodies;
using Holdfast.Server.Locks;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;
using Holdfast.Server.Telemetry;

namespace Holdfast.Server.Core;

/// <summary>
/// One request's right to work on one upload: the lock, and what happens when the lock is wanted by another request or the server goes
/// down. The body is then ended; the store gets <see cref="UploadOptions.RequestCompletionTimeout"/> to save what arrived. When the lock is
/// lost, there is no such time: the body and the store's work end at once.
/// </summary>
internal sealed class Turn : IAsyncDisposable
{
    // A body gets this long even when others wait already. Without it every look at the offset could end every append before its first
    // byte, and an upload under a storm of HEADs would never come forward.
    private static readonly TimeSpan ShortestAppend = TimeSpan.FromMilliseconds(20);

    private const long NotYet = -1;

    private readonly Lock _ending = new();
    private readonly CancellationTokenSource _completion;
    private readonly UploadOptions _options;
    private readonly ArrivingBody? _body;
    private readonly UploadLog _log;
    private readonly string _id;
    private CancellationTokenRegistration _shutdown;
    private CancellationTokenRegistration _loss;
    private IUploadLock? _held;
    private ITimer? _handOver;
    private long _since = NotYet;
    private bool _over;

    private Turn(UploadOptions options, string id, ArrivingBody? body, UploadLog log)
    {
        _options = options;
        _id = id;
        _body = body;
        _log = log;
        _completion = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
    }

    /// <summary>Bounds the store's work.</summary>
    public CancellationToken Completion => _completion.Token;

    /// <summary>The lock isn't held any more, so nothing that is done now may count.</summary>
    public bool IsLost => _held is not null && _held.Lost.IsCancellationRequested;

    /// <summary>The scope that the store gets with each change of the upload.</summary>
    public WriteScope Scope => new(_held is null ? 0 : _held.Fence, Stored: null, Completion);

    /// <summary>
    /// Waits for the lock; null when its holder doesn't release it within <see cref="UploadOptions.AcquireLockTimeout"/>.
    /// </summary>
    public static Task<Turn?> TakeAsync(UploadOptions options, string id, ArrivingBody? body, UploadLog log, CancellationToken stopping) =>
        new Turn(options, id, body, log).TakeAsync(options.Locker.AcquireAsync, options.AcquireLockTimeout, stopping);

    /// <summary>The same for a request that changes nothing; it shares the lock with others of its kind.</summary>
    public static Task<Turn?> TakeToReadAsync(UploadOptions options, string id, UploadLog log, CancellationToken stopping) =>
        TakeToReadAsync(options, id, options.AcquireLockTimeout, log, stopping);

    /// <summary>The same for a request that needn't wait so long, because the upload may be one that the holder can't change.</summary>
    public static Task<Turn?> TakeToReadAsync(
        UploadOptions options, string id, TimeSpan atMost, UploadLog log, CancellationToken stopping) =>
        new Turn(options, id, body: null, log).TakeAsync(options.Locker.AcquireToReadAsync, atMost, stopping);

    /// <summary>
    /// The same for a request that removes the upload. A lock may need room that a full disk doesn't have, and only a removal makes some.
    /// No other request can begin to write there then, and a request that already writes is waited for.
    /// </summary>
    public static async Task<Turn?> TakeToRemoveAsync(UploadOptions options, string id, UploadLog log, CancellationToken stopping)
    {
        try
        {
            return await TakeAsync(options, id, body: null, log, stopping);
        }
        catch (UploadStoreException failure)
        {
            log.LockUnavailable(id, failure);
            return await TakeToReadAsync(options, id, log, stopping);
        }
    }

    /// <summary>The turn at an upload whose URL no client knows yet. No other request can ask for it, so it needs no lock.</summary>
    public static Turn OfNobodyElse(UploadOptions options, string id, ArrivingBody body, UploadLog log, CancellationToken stopping)
    {
        var turn = new Turn(options, id, body, log);
        turn.EndWith(stopping);
        return turn;
    }

    /// <summary>Lets the locker forget an upload that is complete or isn't there; gives the outcome back.</summary>
    public UploadOutcome Settle(UploadOutcome outcome)
    {
        if (outcome.Upload is { IsComplete: true } || outcome.Error == RefusalKind.NotFound)
        {
            Forget();
        }

        return outcome;
    }

    /// <summary>Lets the locker forget the upload: it was removed.</summary>
    public void Forget() => _held?.Forget();

    /// <summary>Passes the lock on.</summary>
    public async ValueTask DisposeAsync()
    {
        // Unregister doesn't wait for a callback that runs: it may be the very thread that is here.
        _shutdown.Unregister();
        _loss.Unregister();
        try
        {
            if (_held is not null)
            {
                await _held.DisposeAsync();
            }
        }
        finally
        {
            lock (_ending)
            {
                _over = true;
                _handOver?.Dispose();
                _completion.Dispose();
            }
        }
    }

    private async Task<Turn?> TakeAsync(
        Func<string, Action, CancellationToken, ValueTask<IUploadLock?>> acquire, TimeSpan atMost, CancellationToken stopping)
    {
        var isTaken = false;
        try
        {
            using var patience = new CancellationTokenSource(atMost, _options.TimeProvider);
            using (var waiting = UploadActivities.Start("lock.acquire", _id))
            {
                _held = await acquire(_id, HandOver, patience.Token);
                waiting?.SetTag("lock.acquired", _held is not null);
            }

            if (_held is null)
            {
                return null;
            }

            Volatile.Write(ref _since, _options.TimeProvider.GetTimestamp());
            EndWith(stopping);
            _loss = _held.Lost.UnsafeRegister(static state => ((Turn)state!).Lose(), this);
            if (_body is not null && _held.Lost.CanBeCanceled)
            {
                _body.IsForfeited = () => IsLost;
            }

            isTaken = true;
            return this;
        }
        finally
        {
            if (!isTaken)
            {
                await DisposeAsync();
            }
        }
    }

    private void EndWith(CancellationToken stopping) =>
        _shutdown = stopping.UnsafeRegister(static state => ((Turn)state!).End(RefusalKind.ServerShutdown), this);

    private void HandOver()
    {
        var since = Volatile.Read(ref _since);
        var left = ShortestAppend - (since == NotYet ? TimeSpan.Zero : _options.TimeProvider.GetElapsedTime(since));
        if (_body is null || left <= TimeSpan.Zero)
        {
            Interrupt();
            return;
        }

        lock (_ending)
        {
            if (!_over)
            {
                _handOver = _options.TimeProvider.CreateTimer(
                    static state => ((Turn)state!).Interrupt(), this, left, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Interrupt()
    {
        // The timer may fire just as the append ends; then the connection must not be ended.
        lock (_ending)
        {
            if (_over)
            {
                return;
            }
        }

        _log.UploadInterrupted(_id);
        End(RefusalKind.Interrupted);
    }

    private void Lose()
    {
        _log.LockLost(_id);
        _body?.Abandon(RefusalKind.LockLost);
        lock (_ending)
        {
            if (!_over)
            {
                // Cancels the token now, and runs its callbacks on another thread: here they would run under this gate.
                _ = _completion.CancelAsync();
            }
        }
    }

    private void End(Refusal reason)
    {
        _body?.Stop(reason);
        lock (_ending)
        {
            // Another request can ask for the lock just after this turn has ended.
            if (!_over)
            {
                _completion.CancelAfter(_options.RequestCompletionTimeout);
            }
        }
    }
}
