namespace Holdfast.Chaos.Pipeline;

/// <summary>Timestamps of a <see cref="TimeProvider"/>, with arithmetic that cannot overflow.</summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    /// <summary>A point in time that never comes.</summary>
    public const long Never = long.MaxValue;

    // Attributes are 64-bit integers; ten years outlast every process and fit a timestamp of nanoseconds 29 times.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    // What System.Threading.Timer accepts, minus a little.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    public TimeProvider Time => time;

    public long Now => time.GetTimestamp();

    /// <summary>The timestamp so long after another; a negative span counts as none.</summary>
    public long After(long timestamp, TimeSpan span) =>
        timestamp + (long)(Math.Clamp(span.TotalSeconds, 0, Longest.TotalSeconds) * time.TimestampFrequency);

    /// <summary>How long a timer must run until then. Rounded up, because a timer that truncates fires before its time.</summary>
    public TimeSpan Until(long timestamp)
    {
        if (timestamp == Never)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var milliseconds = Math.Ceiling((timestamp - Now) * 1000.0 / time.TimestampFrequency);
        return TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, LongestTimer.TotalMilliseconds));
    }
}
