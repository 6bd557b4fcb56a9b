namespace Holdfast.Chaos;

/// <summary>Passes exactly <see cref="Bytes"/> bytes, then closes both sides with FIN, also when the stream has no further bytes.</summary>
public sealed record LimitDataToxic : Toxic
{
    /// <inheritdoc/>
    public override string Type => "limit_data";

    /// <summary>
    /// How many bytes pass on each connection after the toxic was applied to it. At zero or below, the first chunk closes the connection.
    /// </summary>
    public long Bytes { get; init; }
}
