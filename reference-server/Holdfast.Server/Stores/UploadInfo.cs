namespace Holdfast.Server;

/// <summary>What a store knows about one upload.</summary>
public sealed record UploadInfo
{
    /// <summary>The name of the upload inside its store.</summary>
    public required string Id { get; init; }

    /// <summary>The size of the whole upload in bytes; null while it isn't declared.</summary>
    public required long? Length { get; init; }

    /// <summary>How many bytes are stored.</summary>
    public long Offset { get; init; }

    /// <summary>The value of <c>Upload-Metadata</c> as the client sent it; null when there was none.</summary>
    public string? Metadata { get; init; }

    /// <summary>A part of a later concatenation.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Made of parts, never appended to.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Every byte is there.</summary>
    public bool IsComplete => Length == Offset;
}
