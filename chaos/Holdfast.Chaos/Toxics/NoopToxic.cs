namespace Holdfast.Chaos;

/// <summary>Does nothing. Toxiproxy has it, too.</summary>
public sealed record NoopToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "noop";
}
