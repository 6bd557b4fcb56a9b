namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>
/// When several writers race at an offset, exactly one is accepted: there are no two successes and no mixture of contents.
/// </summary>
internal sealed class OneWriterWins : IHistoryChecker
{
    public string Invariant => "exactly one of several racing writers wins";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-127"] : ["A-24", "TUS-031"];

    public bool Concerns(History history, UploadHistory upload) => upload.IsClear && Races(upload).Any();

    public Violation? Find(History history, UploadHistory upload) => !upload.IsClear ? null
        : Races(upload).FirstOrDefault(race =>
            race.One.AcknowledgedReach > race.Other.Offset && race.Other.AcknowledgedReach > race.Other.Offset) is ({ } one, { } other)
        ? new Violation($"one success for the bytes from {other.Offset} on", $"both {one} and {other} were acknowledged there", one, other)
        : ContentFault.Find(history, upload) is { Kind: ContentFaultKind.Mixed } fault
        ? new Violation("content of one of the writers", $"byte {fault.At} of {fault.Read} comes from none of the writers that raced there",
            fault.Source is { } source ? [source, fault.Read] : [fault.Read])
        : null;

    private static IEnumerable<(Operation One, Operation Other)> Races(UploadHistory upload) =>
        from one in upload.Writes
        from other in upload.Writes
        where one != other && one.Sent > 0 && other.Sent > 0 && one.Offset <= other.Offset && other.Offset < one.Reach
            && one.Overlaps(other)
        select (one, other);
}
