namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>A client may discard bytes that a success or a 104 acknowledged; a server that asks for them again has lost them.</summary>
internal sealed class AcknowledgedBytesAreKept : IHistoryChecker
{
    public string Invariant => "acknowledged bytes are never lost";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-009", "IETF-005"] : ["TUS-038", "A-28"];

    public bool Concerns(History history, UploadHistory upload) =>
        upload.Observations.Any(observation => observation is { IsAcknowledgement: true, Offset: > 0 });

    public Violation? Find(History history, UploadHistory upload) => Shrunk(upload) ?? Short(upload);

    private static Violation? Shrunk(UploadHistory upload) =>
        upload.Observations.Select(later => (later, before: upload.HighestBefore(later, acknowledged: true)))
            .FirstOrDefault(pair => pair.before?.Offset > pair.later.Offset) is ({ } later, { } before)
            ? new Violation(
                $"an offset of at least {before.Offset}, which {before.Operation} acknowledged",
                $"{later.Offset} in {later.Operation}: {Lost(later.Offset, before.Offset)}",
                before.Operation, later.Operation)
            : null;

    private static Violation? Short(UploadHistory upload) =>
        upload.Contents.Select(read => (read, before: upload.Highest(read.InvokedAt, acknowledged: true)))
            .FirstOrDefault(pair => pair.before?.Offset > pair.read.Content!.Value.Length) is ({ } read, { } before)
            ? new Violation(
                $"content of at least {before.Offset} bytes, which {before.Operation} acknowledged",
                $"{read.Content!.Value.Length} bytes in {read}: {Lost(read.Content!.Value.Length, before.Offset)}",
                before.Operation, read)
            : null;

    private static string Lost(long from, long to) => to - from == 1 ? $"byte {from} is lost" : $"bytes {from} to {to - 1} are lost";
}
