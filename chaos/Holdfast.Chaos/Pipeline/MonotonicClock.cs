namespace Holdfast.Chaos.Pipeline;

/// <summary>Timestamps of a <see cref="TimeProvider"/>, with arithmetic that cannot overflow.</summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    /// <summary>A timestamp that is never reached.</summary>
    public const long Never = long.MaxValue;

    // Toxic attributes are 64-bit integers. Ten years are longer than any process lives, and a timestamp in nanoseconds holds 292 years.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    // Slightly less than the longest time that System.Threading.Timer accepts.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    public TimeProvider Time => time;

    public long Now => time.GetTimestamp();

    /// <summary>The timestamp <paramref name="span"/> after <paramref name="timestamp"/>; a negative span counts as zero.</summary>
    public long After(long timestamp, TimeSpan span) =>
        timestamp + (long)(Math.Clamp(span.TotalSeconds, 0, Longest.TotalSeconds) * time.TimestampFrequency);

    /// <summary>
    /// How long a timer must run until <paramref name="timestamp"/>; rounded up, because a timer that truncates would fire early.
    /// </summary>
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
