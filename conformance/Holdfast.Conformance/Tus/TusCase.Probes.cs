using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>
/// Requests that later ones of the case depend on. If the response to one is wrong, the case stops, so that one deviation is one failing
/// check: later checks would assume another state of the upload.
/// </summary>
internal sealed partial class TusCase
{
    /// <summary>
    /// Judges that a request changed nothing and was refused; with <paramref name="statuses"/>, by one of them. <see langword="false"/> where
    /// either fails: the next request to the same upload would say nothing.
    /// </summary>
    public async Task<bool> UnchangedAsync(
        string subject, Exchange answer, TusUpload upload, long offset, IReadOnlyList<string> unchanged, IReadOnlyList<string> refused, params IReadOnlyList<int> statuses) =>
        await OffsetIsAsync($"after {subject}", upload, offset, unchanged)
        && (statuses.Count == 0 ? Refused(subject, answer, refused) : Status(subject, answer, statuses, refused));

    /// <summary>Judges the status of a success, and says whether the answer is one: a client goes on from any, and from nothing else.</summary>
    public bool Succeeded(string subject, Exchange answer, IReadOnlyList<int> accepted, params IReadOnlyList<string> requirements)
    {
        Status(subject, answer, accepted, requirements);
        return answer.IsSuccess;
    }
}
