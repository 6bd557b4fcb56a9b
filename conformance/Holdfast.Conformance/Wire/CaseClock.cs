namespace Holdfast.Conformance.Wire;

/// <summary>The one clock of a case: wire log, fault log and checks all count from its start.</summary>
internal sealed class CaseClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Time => time;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Milliseconds from the case's start to a timestamp of the same <see cref="TimeProvider"/>.</summary>
    public double MillisecondsAt(long timestamp) => Math.Round(time.GetElapsedTime(_start, timestamp).TotalMilliseconds, 3);
}
