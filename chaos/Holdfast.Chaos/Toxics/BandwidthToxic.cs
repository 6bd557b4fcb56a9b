namespace Holdfast.Chaos;

/// <summary>
/// Limits the rate of one direction, for each connection or for all connections of the proxy together. Data is sent in slices of 100 ms.
/// Idle time does not lead to a burst later.
/// </summary>
public sealed record BandwidthToxic : Toxic
{
    /// <summary><c>bandwidth</c>, or <c>shared_bandwidth</c> where all connections of the proxy share the rate.</summary>
    public override string Type => Shared ? "shared_bandwidth" : "bandwidth";

    /// <summary>
    /// The rate in units of 1000 bytes per second. At zero or below, all data is held until the rate changes or the toxic is removed.
    /// </summary>
    public long KilobytesPerSecond { get; init; }

    /// <summary>
    /// Whether all connections of the proxy share the rate, as on one line. Toxiproxy has no shared rate.
    /// </summary>
    public bool Shared { get; init; }
}
