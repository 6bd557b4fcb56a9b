namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>A complete upload may already be in use, so late bytes must not change it.</summary>
internal sealed class NothingChangesAfterCompletion : IHistoryChecker
{
    public string Invariant => "nothing changes after completion";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-011", "IETF-225"] : ["A-23-MUST"];

    public bool Concerns(History history, UploadHistory upload) =>
        upload.Completion is { } completion && upload.Operations.Any(completion.Precedes);

    public Violation? Find(History history, UploadHistory upload) =>
        upload.Completion is { } completion && Length(upload, completion) is { } length
            ? Moved(upload, completion, length) ?? Changed(upload, completion, length) : null;

    private static Violation? Moved(UploadHistory upload, Operation completion, long length) =>
        upload.Observations.FirstOrDefault(told => told.From >= completion.EndedAt && told.Offset > length) is { } told
            ? new Violation($"offset {length}, at which {completion} showed the upload complete", $"{told.Offset} in {told.Operation}",
                completion, told.Operation)
            : null;

    private static Violation? Changed(UploadHistory upload, Operation completion, long length)
    {
        var reads = upload.Contents.Where(completion.Precedes).ToList();
        return reads.Find(read => read.Content!.Value.Length > length) is { } longer
            ? new Violation($"{length} bytes of content, at which {completion} showed the upload complete",
                $"{longer.Content!.Value.Length} bytes in {longer}", completion, longer)
            : reads.Find(read => !read.Content!.Value.Span.SequenceEqual(reads[0].Content!.Value.Span)) is { } other
            ? new Violation(
                $"the content that {reads[0]} gave",
                $"{other} differs from byte {other.Content!.Value.Span.CommonPrefixLength(reads[0].Content!.Value.Span)} on", reads[0],
                other)
            : null;
    }

    private static long? Length(UploadHistory upload, Operation completion) =>
        upload.Length ?? completion.Acknowledged ?? completion.AnsweredOffset;
}
