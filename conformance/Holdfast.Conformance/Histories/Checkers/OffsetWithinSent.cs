namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>
/// An offset beyond the sent bytes leaves a gap that no client will fill. Bytes in flight, and those of requests with unknown outcome,
/// count as sent.
/// </summary>
internal sealed class OffsetWithinSent : IHistoryChecker
{
    public string Invariant => "the offset never exceeds the bytes sent";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-010"] : ["TUS-038"];

    public bool Concerns(History history, UploadHistory upload) => upload is { IsCreated: true, IsClear: true, Observations.Count: > 0 };

    public Violation? Find(History history, UploadHistory upload) =>
        upload is { IsCreated: true, IsClear: true }
            && upload.Observations.FirstOrDefault(told => told.Offset > Reach(upload, told.To)) is { } beyond
            ? new Violation(
                $"an offset of at most {Reach(upload, beyond.To)}, which is all that had been sent by then",
                $"{beyond.Offset} in {beyond.Operation}: not all bytes before it had been sent", beyond.Operation)
            : null;

    // A write begins at the offset that it names, so a write that begins beyond all others cannot have been accepted.
    private static long Reach(UploadHistory upload, TimeSpan until)
    {
        var reach = 0L;
        foreach (var write in upload.Writes.Where(write => write.InvokedAt < until).OrderBy(write => write.Offset))
        {
            reach = write.Offset <= reach ? Math.Max(reach, write.Reach) : reach;
        }

        return reach;
    }
}
