namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>
/// An offset beyond what was sent is a hole: nobody will ever send those octets. What counts as sent includes all that is under way, and
/// every request whose fate is unknown.
/// </summary>
internal sealed class OffsetWithinSent : IHistoryChecker
{
    public string Invariant => "the offset never exceeds the octets sent";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-010"] : ["TUS-038"];

    public bool Concerns(History history, UploadHistory upload) => upload is { IsCreated: true, IsClear: true, Observations.Count: > 0 };

    public Violation? Find(History history, UploadHistory upload) =>
        upload is { IsCreated: true, IsClear: true } && upload.Observations.FirstOrDefault(told => told.Offset > Reach(upload, told.To)) is { } beyond
            ? new Violation(
                $"an offset of at most {Reach(upload, beyond.To)}, which is all that was sent until then", $"{beyond.Offset} in {beyond.Operation}: nobody sent the octets up to there", beyond.Operation)
            : null;

    // A write begins at the offset that it names, so one that begins beyond the reach of all others could not have been taken.
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
