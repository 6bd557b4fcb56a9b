using Holdfast.Server.Stores;

namespace Holdfast.Server.Locks.Leases;

/// <summary>
/// A lock that is a lease. It is renewed until it is disposed, and lost when a renewal is refused or none succeeds in time, which this
/// process measures on its own clock from the moment when it sent the last successful request.
/// </summary>
internal sealed class Lease : IUploadLock
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _over = new();
    private readonly LeaseOptions _options;
    private readonly ITimer _end;
    private Action? _requestRelease;
    private IUploadLock? _place;
    private Task _renewing = Task.CompletedTask;
    private long _since;
    private bool _wanted;
    private bool _forget;
    private bool _disposed;
    private bool _closed;

    public Lease(string id, ILeases leases, Action requestRelease, LeaseOptions options)
    {
        _requestRelease = requestRelease;
        _options = options;
        Claim = leases.Claim(id, RequestRelease);
        Lost = _lost.Token;
        _end = options.TimeProvider.CreateTimer(
            static state => ((Lease)state!).EndWhenDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ILeaseClaim Claim { get; }

    public long Fence { get; private set; }

    // A process that was stopped and goes on may get here before its timer fires.
    public CancellationToken Lost
    {
        get
        {
            EndWhenDue();
            return field;
        }
    }

    private TimeSpan Left => _options.Reliance - _options.TimeProvider.GetElapsedTime(Volatile.Read(ref _since));

    /// <summary>Asks the holder to let go, once; before the lease is taken there is nothing to let go of.</summary>
    public void RequestRelease()
    {
        lock (_gate)
        {
            _wanted = true;
            if (_place is null)
            {
                return;
            }
        }

        Interlocked.Exchange(ref _requestRelease, null)?.Invoke();
    }

    /// <summary>Takes the lease for the request that has this place in the process's queue.</summary>
    public async ValueTask<bool> TryTakeAsync(IUploadLock place, CancellationToken cancellationToken)
    {
        var sent = _options.TimeProvider.GetTimestamp();
        if (await Claim.TryTakeAsync(cancellationToken) is not { } fence)
        {
            return false;
        }

        bool wanted;
        Fence = fence;
        Prolong(sent);
        lock (_gate)
        {
            _place = place;
            wanted = _wanted;
        }

        _renewing = RenewAsync();
        if (wanted)
        {
            RequestRelease();
        }

        return true;
    }

    public void Forget() => _forget = true;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        Interlocked.Exchange(ref _requestRelease, null);
        try
        {
            await _over.CancelAsync();
            await _renewing;
            await ReleaseAsync();
        }
        finally
        {
            await _end.DisposeAsync();
            _over.Dispose();
            Close();
            await _place!.DisposeAsync();
        }
    }

    private async Task RenewAsync()
    {
        var pause = _options.RenewalInterval;
        while (await PauseAsync(pause))
        {
            var sent = _options.TimeProvider.GetTimestamp();
            switch (await TryRenewAsync())
            {
                case true:
                    Prolong(sent);
                    pause = _options.RenewalInterval;
                    break;
                case false:
                    End();
                    return;
                default:
                    pause = Retry < _options.RenewalInterval ? Retry : _options.RenewalInterval;
                    break;
            }
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, _options.TimeProvider, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_over.IsCancellationRequested && !Lost.IsCancellationRequested;
    }

    // Null when the service couldn't be asked. Two attempts fit between the time of a renewal and the end of the lease, so that one which
    // hangs isn't the last.
    private async Task<bool?> TryRenewAsync()
    {
        using var patience = new CancellationTokenSource((_options.Reliance - _options.RenewalInterval) / 2, _options.TimeProvider);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _over.Token);
        try
        {
            return await Claim.RenewAsync(attempt.Token);
        }
        catch (Exception exception) when (exception is UploadStoreException or OperationCanceledException)
        {
            return null;
        }
    }

    // What the holder wrote is stored and answered, and a lease that can't be given back now ends by itself: nothing to tell the holder.
    private async Task ReleaseAsync()
    {
        var left = Left;
        if (left <= TimeSpan.Zero || _lost.IsCancellationRequested)
        {
            return;
        }

        using var until = new CancellationTokenSource(left, _options.TimeProvider);
        try
        {
            await Claim.ReleaseAsync(_forget, until.Token);
        }
        catch (Exception exception) when (exception is UploadStoreException or OperationCanceledException)
        {
        }
    }

    private void Prolong(long sent)
    {
        Volatile.Write(ref _since, sent);
        var left = Left;
        _end.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void EndWhenDue()
    {
        if (_place is not null && !_disposed && Left <= TimeSpan.Zero)
        {
            End();
        }
    }

    private void End()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                // Marks the token now, and runs what waits for it on another thread: that may take long, and may dispose this lease.
                _ = _lost.CancelAsync();
            }
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _lost.Dispose();
        }
    }
}
