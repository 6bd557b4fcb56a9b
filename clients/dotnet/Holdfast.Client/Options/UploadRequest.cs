namespace Holdfast.Client;

/// <summary>One upload.</summary>
public sealed record UploadRequest
{
    /// <summary>The URL at which uploads are created; with the draft, the resource that the content is for.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>What is uploaded.</summary>
    public required UploadSource Source { get; init; }

    /// <summary>Metadata for a tus server; values are sent in UTF-8. Not sent with the draft, which has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The file's name: with tus the metadata <c>filename</c>, unless that is given; with the draft <c>Content-Disposition</c>. By default
    /// the name of the source, which only a file has.
    /// </summary>
    public string? FileName { get; init; }

    /// <summary>The media type of the content: with tus the metadata <c>filetype</c>, with the draft <c>Content-Type</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Further header fields for this upload's requests, sent as those of <see cref="UploadClientOptions.Headers"/>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Pauses and resumes this upload while it runs.</summary>
    public UploadPause? Pause { get; init; }

    /// <summary>The URL of an upload that exists already, which is continued; no upload is created.</summary>
    public Uri? UploadUrl { get; init; }
}
