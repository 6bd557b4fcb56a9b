namespace Holdfast.Chaos;

/// <summary>Answers the first data or FIN of its direction with RST to both sides; an idle connection is left alone.</summary>
public sealed record ResetPeerToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "reset_peer";

    /// <summary>The time between the first data and the RST; zero and below: at once.</summary>
    public TimeSpan After { get; init; }
}
