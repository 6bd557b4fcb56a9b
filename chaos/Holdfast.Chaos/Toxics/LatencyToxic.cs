namespace Holdfast.Chaos;

/// <summary>Each chunk leaves at its arrival plus the delay: it delays, but does not throttle. FIN is not delayed by itself.</summary>
public sealed record LatencyToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "latency";

    /// <summary>How long a chunk is held; zero and below not at all.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// The delay varies uniformly over whole milliseconds from <c>Delay - Jitter</c> to <c>Delay + Jitter</c> (exclusive).
    /// </summary>
    public TimeSpan Jitter { get; init; }
}
