using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Connections;

/// <summary>A timer that is set to a timestamp.</summary>
internal sealed class WakeTimer(MonotonicClock clock, Action elapsed) : IDisposable
{
    private readonly ITimer _timer =
        clock.Time.CreateTimer(_ => elapsed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Elapses then, instead of when it was set to before.</summary>
    public void Set(long wake)
    {
        TimeSpan span;
        do
        {
            span = clock.Until(wake);
            _timer.Change(span, Timeout.InfiniteTimeSpan);

            // The clock may have moved on between the two, as a test's clock does in leaps; then the timer is late.
        }
        while (wake != MonotonicClock.Never && clock.Until(wake) < span);
    }

    public void Dispose() => _timer.Dispose();
}
