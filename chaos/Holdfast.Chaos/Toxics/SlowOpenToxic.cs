namespace Holdfast.Chaos;

/// <summary>
/// Delays the first data in its direction on each connection, to imitate a slow handshake: the kernel completes the TCP handshake itself,
/// so only the first bytes can be delayed. Later data is not delayed.
/// </summary>
public sealed record SlowOpenToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "slow_open";

    /// <summary>The delay of the first data; at zero or below there is none.</summary>
    public TimeSpan Delay { get; init; }
}
