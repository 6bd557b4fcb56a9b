namespace Holdfast.Server.Core;

/// <summary>Why an upload is removed.</summary>
internal enum TerminationReason
{
    /// <summary>Its client asked for it.</summary>
    Requested,

    /// <summary>Its lifetime is over.</summary>
    Expired,

    /// <summary>Its creation failed, and its client never learns its name.</summary>
    CreationFailed,

    /// <summary>Its client sent content that makes it invalid (draft, Upload Append; RFC 9530).</summary>
    Invalid,

    /// <summary>An observer stopped it while its body arrived.</summary>
    Stopped,

    /// <summary>It was a part, and its final upload has its bytes now.</summary>
    Concatenated,
}
