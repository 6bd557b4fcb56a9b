using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.States;

/// <summary>The known properties of an upload in a state, which an offset retrieval must return.</summary>
/// <param name="Upload">The upload.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="IsComplete">Whether a request that said so has completed it.</param>
/// <param name="Limits">The limits of its first offset retrieval; <see langword="null"/> for nothing.</param>
internal sealed record UploadState(Upload Upload, long Offset, bool IsComplete, IReadOnlyDictionary<string, long?>? Limits)
{
    public WireUrl Url => Upload.Url;
}
