namespace Holdfast.Chaos;

/// <summary>
/// Drops all data of its direction. Removing it closes the connections that it struck, because the dropped data never comes back.
/// </summary>
public sealed record TimeoutToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "timeout";

    /// <summary>Closes both sides after so long without data in its direction; zero and below never.</summary>
    public TimeSpan After { get; init; }
}
