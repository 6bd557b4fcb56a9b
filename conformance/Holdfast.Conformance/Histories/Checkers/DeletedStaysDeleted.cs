using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>After a successful DELETE, neither a late transfer nor a restart may restore the upload.</summary>
internal sealed class DeletedStaysDeleted : IHistoryChecker
{
    public string Invariant => "what is deleted stays deleted";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-123", "IETF-003"] : ["TUS-124", "A-69"];

    public bool Concerns(History history, UploadHistory upload) =>
        Deletion(upload) is { } deletion && upload.Operations.Any(deletion.Precedes);

    public Violation? Find(History history, UploadHistory upload) =>
        Deletion(upload) is { } deletion
            && upload.Operations.FirstOrDefault(later => deletion.Precedes(later) && IsServed(later)) is { } served
            ? new Violation($"404 or 410 after {deletion} was answered",
                $"{served}{(served.AnsweredOffset is { } offset ? $" at offset {offset}" : "")}", deletion, served)
            : null;

    private static Operation? Deletion(UploadHistory upload) =>
        upload.Operations.Where(operation => operation is { Kind: OperationKind.Delete, IsOk: true }).MinBy(operation => operation.EndedAt);

    private static bool IsServed(Operation operation) =>
        operation.IsOk && (operation.Kind is OperationKind.Head or OperationKind.Append
            || operation is { Kind: OperationKind.Get, Content: not null });
}
