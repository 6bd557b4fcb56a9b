namespace Holdfast.Chaos;

/// <summary>Sends an RST to both sides after the first data or FIN in its direction. A connection without data stays open.</summary>
public sealed record ResetPeerToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "reset_peer";

    /// <summary>The time between the first data or FIN and the RST; at zero or below the RST is sent at once.</summary>
    public TimeSpan After { get; init; }
}
