namespace Holdfast.Server.Core;

/// <summary>The options for serving the IETF draft (draft-ietf-httpbis-resumable-upload), interop versions 3 to 10, beside tus.</summary>
public sealed record IetfOptions
{
    /// <summary>
    /// A request without a version field and without <c>Tus-Resumable</c> speaks the final RFC, which has no such field; it is taken for
    /// the newest version's. The draft forbids 104 there, so it is off by default, and such a request is an ordinary one.
    /// </summary>
    public bool AssumeFinalRfc { get; init; }

    /// <summary>The smallest upload in bytes; 0, the default, means none (draft, Upload-Limit, min-size).</summary>
    public long MinSize { get; init; }

    /// <summary>The most bytes that one append may carry; 0, the default, means no limit (draft, Upload-Limit, max-append-size).</summary>
    public long MaxAppendSize { get; init; }

    /// <summary>
    /// The fewest bytes that one append must carry, unless it is the last (draft, Upload-Limit, min-append-size); 0, the default, means
    /// none. Content of unknown length is stored separately until it ends, so that nothing of it is kept when it is too small.
    /// </summary>
    public long MinAppendSize { get; init; }

    /// <summary>
    /// The time between two 104 responses with progress, at first; each wait is a tenth longer than the one before. Default: 500 ms, with
    /// which a day of uploading takes about a hundred.
    /// </summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
