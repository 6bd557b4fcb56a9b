namespace Holdfast.Chaos;

/// <summary>
/// Holds the first data of its direction on each connection, as a slow handshake does: the kernel completes the TCP
/// handshake by itself, so the delay shows with the first bytes. What comes later is not delayed.
/// </summary>
public sealed record SlowOpenToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "slow_open";

    /// <summary>How long the first data is held; zero and below not at all.</summary>
    public TimeSpan Delay { get; init; }
}
