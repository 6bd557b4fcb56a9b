namespace Holdfast.Chaos.Pipeline;

/// <summary>
/// When the next slice of a paced line may leave. Those who share one take their turns: each reserves one slice at a time,
/// behind those that are reserved.
/// </summary>
internal sealed class Pace(MonotonicClock clock)
{
    private readonly Lock _gate = new();
    private long _free;

    /// <summary>Reserves the line for so long and gives the timestamp at which that is over.</summary>
    /// <param name="arrival">When the data came: time before it is not made up for.</param>
    /// <param name="span">How long the slice takes at the present rate.</param>
    public long Reserve(long arrival, TimeSpan span)
    {
        lock (_gate)
        {
            return _free = clock.After(Math.Max(_free, arrival), span);
        }
    }

    /// <summary>Forgets time that nobody used, so that it is not saved up for a burst.</summary>
    public void Skip(long now)
    {
        lock (_gate)
        {
            _free = Math.Max(_free, now);
        }
    }
}
