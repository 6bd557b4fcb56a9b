using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.States;

/// <summary>What is known of an upload in one of its states, and so what a retrieval must say.</summary>
/// <param name="Upload">The upload.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="IsComplete">Whether a request that said so has completed it.</param>
/// <param name="Limits">What its first retrieval told of limits; <see langword="null"/> for nothing.</param>
internal sealed record UploadState(IetfUpload Upload, long Offset, bool IsComplete, IReadOnlyDictionary<string, long?>? Limits)
{
    public WireUrl Url => Upload.Url;
}
