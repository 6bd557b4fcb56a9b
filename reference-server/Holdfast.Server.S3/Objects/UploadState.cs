using System.Collections.Immutable;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Objects;

/// <summary>Everything that the store has read of an upload on S3. The upload carries it from call to call.</summary>
internal sealed record UploadState
{
    /// <summary>The upload's id, split.</summary>
    public required UploadName Name { get; init; }

    /// <summary>Where the bytes are.</summary>
    public required S3Place Place { get; init; }

    /// <summary>The description that was read or written.</summary>
    public required Description Description { get; init; }

    /// <summary>The parts that count: from 1 on without a gap.</summary>
    public ImmutableList<StoredPart> Parts { get; init; } = [];

    /// <summary>
    /// Parts behind a gap, of a request that failed. They must not count when the gap is filled, until they are stored again.
    /// </summary>
    public ImmutableList<StoredPart> Stale { get; init; } = [];

    /// <summary>The bytes behind the parts; null when there are none.</summary>
    public Tail? Tail { get; init; }

    /// <summary>The ETag of <c>ID.part</c>, whether it counts or not; null when there is none.</summary>
    public string? TailETag { get; init; }

    /// <summary>The multipart upload has become the object.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The state of an upload that the store has told.</summary>
    public static UploadState Of(UploadInfo upload) => (UploadState)upload.State!;

    /// <summary>The bytes of <see cref="Parts"/>.</summary>
    public long PartsEnd => Parts.Sum(part => part.Size);
}
