using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos;

/// <summary>Paces one direction of each connection, in slices of 100 ms. Nothing is saved up while idle.</summary>
public sealed record BandwidthToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "bandwidth";

    /// <summary>
    /// The rate in units of 1000 bytes per second. Zero and below hold everything until the rate changes or the toxic goes.
    /// </summary>
    public long KilobytesPerSecond { get; init; }

    internal override Stage CreateStage(StageContext context) => new BandwidthStage(this, context);
}
