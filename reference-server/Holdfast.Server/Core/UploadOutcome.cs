using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>The result of a request to the core.</summary>
/// <param name="Upload">The upload as it is now; null when there is none, or when the core didn't get to see it.</param>
/// <param name="Error">Why the request failed; null when it didn't.</param>
internal sealed record UploadOutcome(UploadInfo? Upload, Refusal? Error = null)
{
    /// <summary>An observer's additions to the response; null for none.</summary>
    public UploadAnswer? Answer { get; init; }

    /// <summary>The same with the additions of an earlier step of the request.</summary>
    public UploadOutcome After(UploadOutcome earlier) =>
        earlier.Answer is null ? this : this with { Answer = UploadAnswer.Merge(earlier.Answer, Answer) };

    public static UploadOutcome Refused(Refusal error) => new(null, error);
}
