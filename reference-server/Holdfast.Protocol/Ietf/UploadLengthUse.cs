namespace Holdfast.Protocol.Ietf;

/// <summary>Where a version of the draft has the field <c>Upload-Length</c>.</summary>
public enum UploadLengthUse
{
    /// <summary>The version has no such field.</summary>
    None,

    /// <summary>On creations, and in the answers to retrievals.</summary>
    Creation,

    /// <summary>On creations and appends, and in the answers to retrievals.</summary>
    CreationAndAppend,
}
