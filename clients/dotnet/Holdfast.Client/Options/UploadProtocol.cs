namespace Holdfast.Client;

/// <summary>The protocol in which a client uploads.</summary>
public enum UploadProtocol
{
    /// <summary>tus 1.0.0.</summary>
    Tus,

    /// <summary>The IETF draft (draft-ietf-httpbis-resumable-upload), in the interop version of the options.</summary>
    Ietf,
}
