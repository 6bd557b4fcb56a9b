using System.Diagnostics;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>One step of an upload's life, which is to come or has been taken.</summary>
/// <param name="Kind">The step.</param>
/// <param name="Upload">
/// The upload as it is after the step, or before one that is to come. One that is to be created has no id yet; of one that couldn't be read
/// nothing but the id is known.
/// </param>
/// <param name="Request">The request that led to it; null when none did.</param>
internal sealed record Transition(TransitionKind Kind, UploadInfo Upload, RequestFacts? Request)
{
    /// <summary>Why the upload is removed; null for any other step.</summary>
    public TerminationReason? Reason { get; init; }

    /// <summary>The span in which the step was taken; the default when nobody traces.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>Where the bytes are, in the store's own keys; null before the creation, and of a store that doesn't say.</summary>
    public IReadOnlyDictionary<string, string>? Storage { get; init; }

    /// <summary>
    /// The id of the event in the outbox, the same each time it is delivered; null for a step that wasn't kept there.
    /// </summary>
    public string? EventId { get; init; }

    /// <summary>
    /// Ends the body that arrives and removes the upload; the response gets the additions. It has no effect once the body has ended. Null
    /// for any other step than <see cref="TransitionKind.Receiving"/>.
    /// </summary>
    public Action<UploadAnswer?>? Stop { get; init; }
}
