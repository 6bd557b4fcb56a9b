namespace Holdfast.Conformance.Wire.Http2;

/// <summary>The settings that we grant to the peer (RFC 9113, 6.5.2).</summary>
internal sealed record Http2Grants
{
    /// <summary>The bytes of DATA that a stream may carry before it is granted more.</summary>
    public int InitialWindow { get; init; } = 65_535;

    /// <summary>The size of the table that the peer's compression may use, in bytes.</summary>
    public int HeaderTableSize { get; init; } = FieldTable.DefaultSize;

    /// <summary>Whether a stream is granted new bytes for those that it has carried.</summary>
    public bool Refills => InitialWindow > 0;
}
