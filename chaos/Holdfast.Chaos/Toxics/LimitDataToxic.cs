namespace Holdfast.Chaos;

/// <summary>Lets exactly so many bytes pass, then closes both sides with FIN; also when the stream is exactly so long.</summary>
public sealed record LimitDataToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "limit_data";

    /// <summary>
    /// The bytes that pass on each connection, counted from when the toxic met it. Zero and below: the first chunk closes.
    /// </summary>
    public long Bytes { get; init; }
}
