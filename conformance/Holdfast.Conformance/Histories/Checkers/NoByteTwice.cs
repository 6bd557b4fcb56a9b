namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>A repeated request has a wrong offset, because its bytes are already stored.</summary>
internal sealed class NoByteTwice : IHistoryChecker
{
    public string Invariant => "no byte is stored twice";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-107"] : ["TUS-031", "A-26"];

    public bool Concerns(History history, UploadHistory upload) => upload.IsClear && Repetitions(upload).Any();

    public Violation? Find(History history, UploadHistory upload) => !upload.IsClear ? null
        : Repetitions(upload).FirstOrDefault(pair =>
            pair.First.AcknowledgedReach > pair.Again.Offset && pair.Again.AcknowledgedReach > pair.Again.Offset) is ({ } first, { } again)
        ? new Violation($"the bytes from {again.Offset} on are acknowledged once",
            $"{again} was acknowledged although {first} had been acknowledged before", first, again)
        : ContentFault.Find(history, upload) is { Kind: ContentFaultKind.Twice, Source: { } source } fault
        ? new Violation("every byte appears once",
            $"at {fault.At} of {fault.Read} there are bytes of {source} that belong before this position", source, fault.Read)
        : null;

    private static IEnumerable<(Operation First, Operation Again)> Repetitions(UploadHistory upload) =>
        from first in upload.Operations
        from again in upload.Operations
        where first is { IsWrite: true, Offset: not null } && again is { IsWrite: true, Offset: not null } && first != again
            && first.Precedes(again) && first.Sent > 0 && again.Sent > 0 && again.Offset < first.Reach && first.Offset < again.Reach
        select (first, again);
}
