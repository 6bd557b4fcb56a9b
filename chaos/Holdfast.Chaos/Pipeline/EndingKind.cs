namespace Holdfast.Chaos.Pipeline;

/// <summary>How a direction ends.</summary>
internal enum EndingKind
{
    /// <summary>FIN in this direction only.</summary>
    HalfClose,

    /// <summary>FIN to both sides.</summary>
    Close,

    /// <summary>RST to both sides.</summary>
    Reset,
}
