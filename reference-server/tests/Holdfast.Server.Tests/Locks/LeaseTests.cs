using Holdfast.Server.Locks;
using Holdfast.Server.Locks.Leases;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Locks;

/// <summary>When a lease is renewed and when it is lost, on a clock that a test moves: 15 s long, renewed every 10 s.</summary>
[CancelAfter(20_000)]
public sealed class LeaseTests
{
    private readonly ArmedClock _clock = new();
    private readonly FakeLeases _leases = new();

    [Test]
    public async Task A_lease_is_renewed_every_ten_seconds_and_not_lost(CancellationToken cancellationToken)
    {
        var held = await HoldAsync(cancellationToken);
        for (var renewal = 1; renewal <= 6; renewal++)
        {
            await _clock.ArmedAsync(cancellationToken);
            _clock.Advance(TimeSpan.FromSeconds(9.9));
            _leases.Renewals.ShouldBe(renewal - 1);
            _clock.Advance(TimeSpan.FromSeconds(0.1));
            await _leases.RenewedAsync(cancellationToken);
        }

        held.Lost.IsCancellationRequested.ShouldBeFalse();
        await held.DisposeAsync();
        _leases.Releases.ShouldBe(1);
    }

    [Test]
    public async Task A_lease_whose_renewal_is_refused_is_lost_at_once(CancellationToken cancellationToken)
    {
        _leases.Renewal = () => false;
        var held = await HoldAsync(cancellationToken);
        await _clock.ArmedAsync(cancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(10));

        await UntilAsync(held.Lost, cancellationToken);

        await held.DisposeAsync();
        _leases.Releases.ShouldBe(0, "It is somebody else's.");
    }

    [Test]
    public async Task A_lease_that_can_not_be_renewed_is_tried_again_and_lost_before_it_can_end_at_the_service(
        CancellationToken cancellationToken)
    {
        _leases.Renewal = () => null;
        var held = await HoldAsync(cancellationToken);
        await _clock.ArmedAsync(cancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(10));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await _leases.RenewedAsync(cancellationToken);
            held.Lost.IsCancellationRequested.ShouldBeFalse();
            await _clock.ArmedAsync(cancellationToken);
            _clock.Advance(TimeSpan.FromSeconds(1));
            _leases.Renewals.ShouldBeInRange(attempt, attempt + 1);
        }

        await _leases.RenewedAsync(cancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(0.5));

        await UntilAsync(held.Lost, cancellationToken);
        _leases.Renewals.ShouldBe(4);
        await held.DisposeAsync();
    }

    [Test]
    public async Task A_lease_lasts_from_the_moment_when_its_last_renewal_was_sent(CancellationToken cancellationToken)
    {
        _leases.Renewal = () =>
        {
            // The answer takes a second.
            _clock.Advance(TimeSpan.FromSeconds(1));
            _leases.Renewal = () => null;
            return true;
        };
        var held = await HoldAsync(cancellationToken);
        await _clock.ArmedAsync(cancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await _leases.RenewedAsync(cancellationToken);

        _clock.Advance(TimeSpan.FromSeconds(12.4));
        held.Lost.IsCancellationRequested.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        held.Lost.IsCancellationRequested.ShouldBeTrue();
        await held.DisposeAsync();
    }

    // A process that was stopped goes on anywhere in its code, before any timer fires.
    [Test]
    public async Task A_lease_that_ended_while_the_process_was_stopped_is_lost_before_any_timer_fires(CancellationToken cancellationToken)
    {
        var clock = new StoppedTimers();
        var held = await HoldAsync(cancellationToken, clock);
        held.Lost.IsCancellationRequested.ShouldBeFalse();

        clock.Advance(TimeSpan.FromSeconds(13.5));

        held.Lost.IsCancellationRequested.ShouldBeTrue();
        await held.DisposeAsync();
    }

    [Test]
    public async Task A_holder_is_asked_once_however_often_it_is_wanted(CancellationToken cancellationToken)
    {
        var asked = 0;
        var locker = new LeaseUploadLocker(_leases, new LeaseOptions { TimeProvider = _clock });
        await using var held = await locker.AcquireAsync("a", () => asked++, cancellationToken);

        _leases.Want();
        _leases.Want();
        var waiting = locker.AcquireAsync("a", () => { }, cancellationToken);

        asked.ShouldBe(1);
        await held.ShouldNotBeNull().DisposeAsync();
        await (await waiting).ShouldNotBeNull().DisposeAsync();
    }

    private async Task<IUploadLock> HoldAsync(CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        var locker = new LeaseUploadLocker(_leases, new LeaseOptions { TimeProvider = clock ?? _clock });
        return (await locker.AcquireAsync("a", () => { }, cancellationToken)).ShouldNotBeNull();
    }

    private static async Task UntilAsync(CancellationToken lost, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lost.Register(done.SetResult);
        await done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Says when a delay has begun, whose timer has its task as state. A lease delays its next attempt after the last one; time that passes
    /// before does not count.
    /// </summary>
    private sealed class ArmedClock : FakeTimeProvider
    {
        private readonly SemaphoreSlim _armed = new(0);

        public Task ArmedAsync(CancellationToken cancellationToken) => _armed.WaitAsync(cancellationToken);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (state is Task)
            {
                _armed.Release();
            }

            return timer;
        }
    }

    private sealed class StoppedTimers : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan time) => _now += time.Ticks;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
