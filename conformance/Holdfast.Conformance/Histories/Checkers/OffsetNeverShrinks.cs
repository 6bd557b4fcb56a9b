namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>Clients continue at a reported offset and never send earlier bytes again.</summary>
internal sealed class OffsetNeverShrinks : IHistoryChecker
{
    public string Invariant => "the offset never shrinks";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-005"] : ["A-28"];

    public bool Concerns(History history, UploadHistory upload) =>
        upload.Observations.Count(observation => !observation.IsAcknowledgement) > 1;

    public Violation? Find(History history, UploadHistory upload) =>
        upload.Observations.Select(later => (later, before: upload.HighestBefore(later, acknowledged: false)))
            .FirstOrDefault(pair => pair.before?.Offset > pair.later.Offset) is ({ } later, { } before)
            ? new Violation($"an offset of at least {before.Offset}, which {before.Operation} reported",
                $"{later.Offset} in {later.Operation}", before.Operation, later.Operation)
            : null;
}
