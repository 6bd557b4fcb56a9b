using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>
/// Uploads are independent: an upload gets no bytes of another, is not deleted with another, and no creation returns its URL again.
/// </summary>
internal sealed class UnrelatedUploadsAreUntouched : IHistoryChecker
{
    private static readonly int[] Gone = [404, 410];

    public string Invariant => "unrelated uploads are untouched";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-002", "IETF-003"] : ["TUS-081", "A-19"];

    public bool Concerns(History history, UploadHistory upload) => history.Uploads.Count(other => other.IsCreated) > 1 && upload.IsCreated;

    public Violation? Find(History history, UploadHistory upload) => MadeTwice(upload) ?? Taken(history, upload)
        ?? (ContentFault.Find(history, upload) is { Kind: ContentFaultKind.OfAnotherUpload, Source: { } source } fault
            ? new Violation("bytes that were sent to this upload",
                $"at {fault.At} of {fault.Read} there are bytes of {source}, which was sent to another upload", source, fault.Read)
            : null);

    private static Violation? MadeTwice(UploadHistory upload) =>
        upload.Operations.Where(operation => operation is { Kind: OperationKind.Create, IsOk: true })
            .ToList() is [var first, var second, ..]
            ? new Violation("a new upload for every creation", $"{second} returned the URL of {first}", first, second)
            : null;

    // Only if all its operations succeeded: a server may give up an upload after an error, and after its announced expiration.
    private static Violation? Taken(History history, UploadHistory upload) =>
        upload.Operations.FirstOrDefault(IsGone) is { } gone
        && upload.IsClear && upload.Completion is null
        && upload.Operations.Where(operation => !gone.Precedes(operation))
            .All(operation => IsHarmless(operation) && !(operation.MayEndAt <= gone.EndedAt))
        && upload.Observations.LastOrDefault(told => told.To <= gone.InvokedAt) is { } told
        && history.Operations.FirstOrDefault(other =>
            other is { Kind: OperationKind.Delete, IsOk: true } && told.Operation.Precedes(other) && other.Precedes(gone)) is { } deletion
            ? new Violation($"the upload that {told.Operation} still found at offset {told.Offset}",
                $"{gone}, after {deletion} of another upload", told.Operation, deletion, gone)
            : null;

    private static bool IsHarmless(Operation operation) =>
        operation is { IsOk: true } and not { Kind: OperationKind.Delete } || IsGone(operation);

    private static bool IsGone(Operation operation) =>
        operation is { Kind: OperationKind.Head, Status: { } status } && Gone.Contains(status);
}
