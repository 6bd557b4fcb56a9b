namespace Holdfast.Chaos;

/// <summary>
/// Delays the FIN that arrives in its direction. Data is not delayed, and the other direction works meanwhile.
/// </summary>
public sealed record SlowCloseToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "slow_close";

    /// <summary>The delay of the FIN; at zero or below there is none.</summary>
    public TimeSpan Delay { get; init; }
}
