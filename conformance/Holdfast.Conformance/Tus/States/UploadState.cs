using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.States;

/// <summary>An upload in one of its states, with the values that HEAD must report.</summary>
/// <param name="Upload">The upload.</param>
/// <param name="Offset">Its offset; <see langword="null"/> for a final that waits for its parts.</param>
/// <param name="Length">Its length; <see langword="null"/> while it is deferred.</param>
internal sealed record UploadState(Upload Upload, long? Offset, long? Length)
{
    public WireUrl Url => Upload.Url;

    /// <summary>The value of Upload-Metadata of the creation; <see langword="null"/> when it is unknown.</summary>
    public string? Metadata { get; init; }

    /// <summary>Whether it is a partial upload (tus 1.0.0, Concatenation).</summary>
    public bool IsPart { get; init; }

    /// <summary>Whether it is made of partial uploads.</summary>
    public bool IsFinal { get; init; }
}
