using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Histories;

/// <summary>The operations of a case on a server, for checkers to judge.</summary>
internal sealed class History
{
    public History(IReadOnlyList<Operation> operations, bool isDraft)
    {
        // GET at the URL that a completing answer gave is GET of the upload.
        var results =
            operations.Where(operation => operation is { Upload: not null, Result: not null } && operation.Result != operation.Upload)
            .DistinctBy(operation => operation.Result).ToDictionary(operation => operation.Result!, operation => operation.Upload!);
        Operations = [.. operations.Select(operation =>
            operation is { Kind: OperationKind.Get, Upload: { } url } && results.TryGetValue(url, out var upload)
                ? operation with { Upload = upload } : operation)];
        IsDraft = isDraft;
        var isClear = !Operations.Any(operation => operation is { IsClear: false, Upload: null });
        Uploads = [.. Operations.Where(operation => operation.Upload is not null).GroupBy(operation => operation.Upload!)
            .Select((group, index) => new UploadHistory(group.Key, Label(index), [.. group], isDraft, isClear))];
    }

    public bool IsDraft { get; }

    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>In the order in which the case used them.</summary>
    public IReadOnlyList<UploadHistory> Uploads { get; }

    // A to Z, then A1 to Z1, and so on.
    private static string Label(int index) => $"{(char)('A' + (index % 26))}{(index < 26 ? "" : index / 26)}";
}
