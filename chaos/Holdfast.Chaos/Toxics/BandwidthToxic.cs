namespace Holdfast.Chaos;

/// <summary>
/// Paces one direction of each connection, in slices of 100 ms, or of all connections of a proxy together. Nothing is
/// saved up while idle.
/// </summary>
public sealed record BandwidthToxic : Toxic
{
    /// <summary><c>bandwidth</c>, or <c>shared_bandwidth</c> where all connections of the proxy share the rate.</summary>
    public override string Type => Shared ? "shared_bandwidth" : "bandwidth";

    /// <summary>
    /// The rate in units of 1000 bytes per second. Zero and below hold everything until the rate changes or the toxic goes.
    /// </summary>
    public long KilobytesPerSecond { get; init; }

    /// <summary>
    /// Whether all connections of the proxy share the rate, as those behind one line do. Off as in Toxiproxy, which has
    /// no such thing.
    /// </summary>
    public bool Shared { get; init; }
}
