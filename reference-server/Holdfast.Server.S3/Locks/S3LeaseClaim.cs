using Holdfast.Server.Locks.Leases;

namespace Holdfast.Server.S3.Locks;

/// <summary>One request's wish for an upload's lease in a bucket.</summary>
internal sealed class S3LeaseClaim(LeaseObjects objects, HandoverSignals signals, string key, string token, Action requestRelease)
    : ILeaseClaim
{
    // How long a holder may take after a datagram until it is asked by a mark in its lease, which costs it two more requests.
    private static readonly TimeSpan SignalTime = TimeSpan.FromMilliseconds(300);

    private readonly LeaseOptions _options = objects.Options.Leases;
    private (string Holder, long Renewals) _seen;
    private long _seenSince;
    private StoredLease? _own;
    private bool _attempted;
    private bool _inLine;

    // Twice the longest pause between two attempts: the first in line would have come by then.
    private TimeSpan LineTime => 2 * _options.AcquirerPollInterval;

    public async ValueTask<long?> TryTakeAsync(CancellationToken cancellationToken)
    {
        var found = await objects.ReadAsync(key, cancellationToken);
        if (found is null)
        {
            return await TakeAsync(null, FirstFence(), cancellationToken);
        }

        Observe(found.State);
        if (found.State.IsFree ? IsNext(found.State) : HasEnded(found.State))
        {
            return await TakeAsync(found.Tag, Math.Max(found.State.Fence + 1, FirstFence()), cancellationToken);
        }

        if (!found.State.IsFree)
        {
            await AskAsync(found, token, cancellationToken);
        }

        return null;
    }

    public async ValueTask<bool> IsFreeAsync(CancellationToken cancellationToken)
    {
        if (await objects.ReadAsync(key, cancellationToken) is not { State.IsFree: false } found)
        {
            return true;
        }

        Observe(found.State);
        if (!HasEnded(found.State))
        {
            await AskAsync(found, next: "", cancellationToken);
            return false;
        }

        // The next reader needn't find out again.
        return await objects.TryWriteAsync(key, Freed(found.State), found.Tag, cancellationToken) is not null;
    }

    public async ValueTask<bool> RenewAsync(CancellationToken cancellationToken)
    {
        while (await OwnAsync(cancellationToken) is { } own)
        {
            _own = null;
            _own = await objects.TryWriteAsync(key, own.State with { Renewals = own.State.Renewals + 1 }, own.Tag, cancellationToken);
            if (_own is not null)
            {
                return true;
            }
        }

        return false;
    }

    public async ValueTask ReleaseAsync(bool forget, CancellationToken cancellationToken)
    {
        signals.Listen(token, null);
        if (!_attempted && !_inLine)
        {
            return;
        }

        if (forget)
        {
            // Nobody else writes this object as long as the lease lasts, except for marks of those who wait.
            await objects.DeleteAsync(key, cancellationToken);
            return;
        }

        while (await OwnAsync(cancellationToken) is { } own)
        {
            _own = null;
            if (await objects.TryWriteAsync(key, Freed(own.State), own.Tag, cancellationToken) is not null)
            {
                return;
            }
        }

        if (_inLine && await objects.ReadAsync(key, cancellationToken) is { } left && left.State.Next == token)
        {
            await objects.TryWriteAsync(key, left.State with { Next = "" }, left.Tag, cancellationToken);
        }
    }

    // A lease that isn't there any more may have had any fence until then. Microseconds grow faster than a fence can.
    private long FirstFence() => (_options.TimeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static LeaseState Freed(LeaseState state) => state with { Holder = "", Address = "", IsWanted = false };

    private async ValueTask<long?> TakeAsync(string? inPlaceOf, long fence, CancellationToken cancellationToken)
    {
        _attempted = true;
        signals.Listen(token, requestRelease);
        var wanted = new LeaseState(fence, token, 0, (long)_options.Duration.TotalMilliseconds, signals.Address);
        _own = await objects.TryWriteAsync(key, wanted, inPlaceOf, cancellationToken);

        // The SDK repeats a request whose answer was lost, and the second is refused because of the first.
        _own ??= await objects.ReadAsync(key, cancellationToken) is { } stored && stored.State.Holder == token ? stored : null;
        return _own?.State.Fence;
    }

    // Returns the lease of this claim, and reads it again after a write of another server or a write of unknown outcome.
    private async ValueTask<StoredLease?> OwnAsync(CancellationToken cancellationToken)
    {
        if (_own is not null)
        {
            return _own;
        }

        if (await objects.ReadAsync(key, cancellationToken) is not { } stored || stored.State.Holder != token)
        {
            return null;
        }

        if (stored.State.IsWanted)
        {
            requestRelease();
        }

        return _own = stored;
    }

    // Only time on this machine counts: since when this claim sees the same holder with the same renewal.
    private void Observe(LeaseState state)
    {
        if (_seenSince == 0 || _seen != (state.Holder, state.Renewals))
        {
            (_seen, _seenSince) = ((state.Holder, state.Renewals), _options.TimeProvider.GetTimestamp());
        }
    }

    private TimeSpan Unchanged => _options.TimeProvider.GetElapsedTime(_seenSince);

    private bool HasEnded(LeaseState state) => Unchanged >= state.Duration;

    private bool IsNext(LeaseState state) => state.Next.Length == 0 || state.Next == token || Unchanged >= LineTime;

    private async ValueTask AskAsync(StoredLease found, string next, CancellationToken cancellationToken)
    {
        signals.Ask(found.State.Address, found.State.Holder);
        var asked = found.State with { IsWanted = true, Next = found.State.Next.Length == 0 ? next : found.State.Next };
        if (asked != found.State && Unchanged >= SignalTime)
        {
            _inLine |= asked.Next == token;
            await objects.TryWriteAsync(key, asked, found.Tag, cancellationToken);
        }
    }
}
