namespace Holdfast.Chaos;

/// <summary>
/// Holds the FIN that arrives in its direction; data is untouched, and the opposite direction goes on working meanwhile.
/// </summary>
public sealed record SlowCloseToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "slow_close";

    /// <summary>How long the FIN is held; zero and below not at all.</summary>
    public TimeSpan Delay { get; init; }
}
