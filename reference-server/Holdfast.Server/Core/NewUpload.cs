using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>A client's request to create an upload.</summary>
/// <param name="Length">The size in bytes; null while it isn't known.</param>
/// <param name="Metadata">The metadata as the client wrote it; null when there is none.</param>
internal sealed record NewUpload(long? Length, string? Metadata)
{
    /// <summary>The value of <c>Upload-Concat</c>; null for an ordinary upload.</summary>
    public string? Concat { get; init; }

    /// <summary>The parts of a final upload, in order; empty for any other.</summary>
    public IReadOnlyList<PartName> Parts { get; init; } = [];

    /// <summary>The condition under which it is complete.</summary>
    public UploadCompletion Completion { get; init; }

    /// <summary>The digests that the whole must match; see <see cref="UploadInfo.ReprDigest"/>.</summary>
    public string? ReprDigest { get; init; }

    /// <summary>The requested digests; see <see cref="UploadInfo.WantReprDigest"/>.</summary>
    public string? WantReprDigest { get; init; }

    /// <summary>The request to an endpoint; see <see cref="UploadInfo.Exchange"/>.</summary>
    public UploadExchange? Exchange { get; init; }

    /// <summary>Where the bytes shall be; see <see cref="UploadInfo.WantedStorage"/>.</summary>
    public IReadOnlyDictionary<string, string>? Storage { get; init; }

    /// <summary>The request that causes it; null without an observer.</summary>
    public RequestSource? Request { get; init; }

    /// <summary>The client names the upload's parts.</summary>
    public bool IsFinal => Parts.Count > 0;

    /// <summary>The same with an observer's changes.</summary>
    public NewUpload With(UploadChanges? changes) => changes is null ? this : this with
    {
        Metadata = changes.Metadata switch { null => Metadata, "" => null, var text => text },
        Storage = changes.Storage ?? Storage,
    };

    /// <summary>The upload as it is when it is made, under this id.</summary>
    public UploadInfo Describe(string id) => new()
    {
        Id = id,
        Length = Length,
        Metadata = Metadata,
        Concat = Concat,
        Completion = Completion,
        ReprDigest = ReprDigest,
        WantReprDigest = WantReprDigest,
        Exchange = Exchange,
        WantedStorage = Storage,
        IsPartial = Concat is not null && !IsFinal,
        IsFinal = IsFinal,
        PartialUploads = [.. Parts.Select(part => part.Id)],
    };
}
