namespace Holdfast.Chaos;

/// <summary>
/// Drops all data of its direction. When it is removed, the connections to which it applied are closed, because the dropped data is lost.
/// </summary>
public sealed record TimeoutToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "timeout";

    /// <summary>The time without data in its direction after which both sides are closed; at zero or below they are never closed.</summary>
    public TimeSpan After { get; init; }
}
