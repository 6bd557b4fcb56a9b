using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>
/// A client continues at the reported offset. A mismatch is correct only if another request may have moved the offset, or an older request
/// may still hold the upload.
/// </summary>
internal sealed class ReturnedOffsetIsAccepted : IHistoryChecker
{
    public string Invariant => "the next append accepts an offset that the server reported";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-128"] : ["TUS-027"];

    public bool Concerns(History history, UploadHistory upload) => upload.IsClear && Pairs(upload).Any();

    public Violation? Find(History history, UploadHistory upload) =>
        upload.IsClear && Pairs(upload).FirstOrDefault(pair => pair.Append.Status == 409) is ({ } told, { } append)
            ? new Violation($"offset {told.Offset}, which {told.Operation} reported, is accepted",
                $"{append} was refused, although no other request could have moved the offset", told.Operation, append)
            : null;

    // Each append with the offsets that were reported before it and cannot have changed since.
    private static IEnumerable<(Observation Reported, Operation Append)> Pairs(UploadHistory upload) =>
        from append in upload.Operations
        where append is { Kind: OperationKind.Append, Outcome: not OperationOutcome.Info } && append.Sent > 0
        let told = upload.Observations.LastOrDefault(observation => observation.To <= append.InvokedAt)
        where told is not null && told.Offset == append.Offset
            && !upload.Operations.Any(other => other != append && Interferes(other, told, append))
        select (told, append);

    private static bool Interferes(Operation other, Observation told, Operation append) =>
        other != told.Operation && !other.Precedes(told.Operation) && !append.Precedes(other) && other.Kind is not OperationKind.Get;
}
