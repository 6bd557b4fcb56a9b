using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Connections;

/// <summary>A timer that fires at a timestamp of the proxy's clock.</summary>
internal sealed class WakeTimer : IDisposable
{
    private readonly MonotonicClock _clock;
    private readonly PreciseTimer? _precise;
    private readonly ITimer? _timer;

    /// <param name="elapsed">Called when the timer fires; must not wait.</param>
    public WakeTimer(MonotonicClock clock, Action elapsed)
    {
        _clock = clock;
        if (clock.Time == TimeProvider.System)
        {
            _precise = new PreciseTimer(elapsed);
        }
        else
        {
            _timer = clock.Time.CreateTimer(_ => elapsed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Sets the timestamp at which the timer fires; this replaces an earlier setting.</summary>
    public void Set(long wake)
    {
        _precise?.Set(wake);
        if (_timer is not null)
        {
            Set(_timer, wake);
        }
    }

    public void Dispose()
    {
        _precise?.Dispose();
        _timer?.Dispose();
    }

    private void Set(ITimer timer, long wake)
    {
        TimeSpan span;
        do
        {
            span = _clock.Until(wake);
            timer.Change(span, Timeout.InfiniteTimeSpan);

            // The clock may have advanced between the two calls (a test's clock jumps); then the timer is set again.
        }
        while (wake != MonotonicClock.Never && _clock.Until(wake) < span);
    }
}
