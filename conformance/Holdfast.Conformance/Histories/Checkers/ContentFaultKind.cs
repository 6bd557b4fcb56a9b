namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>The kind of a byte that is not the one sent for its position.</summary>
internal enum ContentFaultKind
{
    /// <summary>A byte that no write sent.</summary>
    Unexplained,

    /// <summary>Several writes were for there, and no one's bytes fit.</summary>
    Mixed,

    /// <summary>Bytes that have their place further in front.</summary>
    Twice,

    /// <summary>Bytes that were sent to another upload.</summary>
    OfAnotherUpload,
}
