using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Connections;

/// <summary>A timer that is set to a timestamp.</summary>
internal sealed class WakeTimer : IDisposable
{
    private readonly MonotonicClock _clock;
    private readonly PreciseTimer? _precise;
    private readonly ITimer? _timer;

    /// <param name="elapsed">Called when it elapses; must not wait.</param>
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

    /// <summary>Elapses then, instead of when it was set to before.</summary>
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

            // The clock may have moved on between the two, as a test's clock does in leaps; then the timer is late.
        }
        while (wake != MonotonicClock.Never && _clock.Until(wake) < span);
    }
}
