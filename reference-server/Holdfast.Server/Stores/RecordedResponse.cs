using Holdfast.Server.Resumable;

namespace Holdfast.Server.Stores;

/// <summary>An endpoint's answer as it is kept for a client that didn't get it.</summary>
public sealed record RecordedResponse
{
    /// <summary>The status code.</summary>
    public required int Status { get; init; }

    /// <summary>The header fields, each with its lines.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; }

    /// <summary>The content; null when it was larger than <see cref="ResumableUploadOptions.MaxKeptResponse"/> and isn't kept.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }
}
