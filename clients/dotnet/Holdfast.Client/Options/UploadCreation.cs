namespace Holdfast.Client;

/// <summary>What the request that creates an upload carries.</summary>
public enum UploadCreation
{
    /// <summary>
    /// No content; all of it follows in further requests. If the response is lost, only an empty upload is left behind. The draft calls
    /// this careful creation.
    /// </summary>
    Empty,

    /// <summary>
    /// The content, too, which saves a request. With tus, this is the extension creation-with-upload, and the first request carries as much
    /// as any other; a server without the extension gets no content. With the draft, this is optimistic creation: the whole content in one
    /// request, which can be resumed if the server announces the upload with a 104 response. That needs HTTP/1.1 and the handler of
    /// <see cref="UploadHttp"/>.
    /// </summary>
    WithContent,
}
