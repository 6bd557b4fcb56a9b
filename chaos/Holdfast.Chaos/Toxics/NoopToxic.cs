namespace Holdfast.Chaos;

/// <summary>Does nothing; Toxiproxy accepts it too.</summary>
public sealed record NoopToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "noop";
}
