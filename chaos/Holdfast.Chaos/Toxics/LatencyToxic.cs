namespace Holdfast.Chaos;

/// <summary>Delays each chunk after its arrival; it does not limit the rate. A FIN without data before it is not delayed.</summary>
public sealed record LatencyToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "latency";

    /// <summary>The delay of each chunk; at zero or below there is none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// The delay varies uniformly over whole milliseconds from <c>Delay - Jitter</c> to <c>Delay + Jitter</c> (exclusive).
    /// </summary>
    public TimeSpan Jitter { get; init; }
}
