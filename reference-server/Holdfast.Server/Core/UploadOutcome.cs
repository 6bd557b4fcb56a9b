namespace Holdfast.Server;

/// <summary>What became of a request to the core.</summary>
/// <param name="Upload">The upload as it is now; null when there is none, or when the core didn't get to see it.</param>
/// <param name="Error">Why the request failed; null when it didn't.</param>
internal sealed record UploadOutcome(UploadInfo? Upload, Refusal? Error = null)
{
    public static UploadOutcome Refused(Refusal error) => new(null, error);
}
