namespace Holdfast.Chaos.Pipeline;

/// <summary>
/// Schedules the slices of a line with a limited rate. Connections that share a line take turns: each reserves one slice at a time, after
/// those that are already reserved.
/// </summary>
internal sealed class Pace(MonotonicClock clock)
{
    private readonly Lock _gate = new();
    private long _free;

    /// <summary>Reserves the line for <paramref name="span"/> and returns the timestamp at which the reservation ends.</summary>
    /// <param name="arrival">When the data arrived; idle time before it is not made up for.</param>
    /// <param name="span">How long the slice takes at the present rate.</param>
    public long Reserve(long arrival, TimeSpan span)
    {
        lock (_gate)
        {
            return _free = clock.After(Math.Max(_free, arrival), span);
        }
    }

    /// <summary>Discards unused time, so that it does not lead to a burst later.</summary>
    public void Skip(long now)
    {
        lock (_gate)
        {
            _free = Math.Max(_free, now);
        }
    }
}
