using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>
/// A client goes on where the server says. A mismatch there is right only if somebody else may have moved the offset in between, or an
/// older request may still hold the upload.
/// </summary>
internal sealed class ReturnedOffsetIsAccepted : IHistoryChecker
{
    public string Invariant => "an offset that the server told is accepted by the next append";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-128"] : ["TUS-027"];

    public bool Concerns(History history, UploadHistory upload) => upload.IsClear && Pairs(upload).Any();

    public Violation? Find(History history, UploadHistory upload) =>
        upload.IsClear && Pairs(upload).FirstOrDefault(pair => pair.Append.Status == 409) is ({ } told, { } append)
            ? new Violation($"offset {told.Offset}, which {told.Operation} told, is accepted", $"{append} refused it, and nobody else could have moved it", told.Operation, append)
            : null;

    // What was told before the append and may not have changed since, with the append.
    private static IEnumerable<(Observation Told, Operation Append)> Pairs(UploadHistory upload) =>
        from append in upload.Operations
        where append is { Kind: OperationKind.Append, Outcome: not OperationOutcome.Info } && append.Sent > 0
        let told = upload.Observations.LastOrDefault(observation => observation.To <= append.InvokedAt)
        where told is not null && told.Offset == append.Offset && !upload.Operations.Any(other => other != append && Interferes(other, told, append))
        select (told, append);

    private static bool Interferes(Operation other, Observation told, Operation append) =>
        other != told.Operation && !other.Precedes(told.Operation) && !append.Precedes(other) && other.Kind is not OperationKind.Get;
}
