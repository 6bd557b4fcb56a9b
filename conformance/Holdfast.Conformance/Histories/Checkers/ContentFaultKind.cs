namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>What stands where an octet should be that somebody sent for there.</summary>
internal enum ContentFaultKind
{
    /// <summary>Nothing that anybody sent.</summary>
    Unexplained,

    /// <summary>Several writes were for there, and no one's octets fit.</summary>
    Mixed,

    /// <summary>Octets that have their place further in front.</summary>
    Twice,

    /// <summary>Octets that were sent to another upload.</summary>
    OfAnotherUpload,
}
