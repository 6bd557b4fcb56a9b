namespace Holdfast.Server.Stores;

/// <summary>The condition under which an upload is complete.</summary>
public enum UploadCompletion
{
    /// <summary>Its last byte, as in tus.</summary>
    ByLength,

    /// <summary>A word of its client that hasn't come yet, as in the IETF draft; all bytes may be there.</summary>
    Awaited,

    /// <summary>That word has come.</summary>
    Declared,
}
