namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>A request that comes again, by whoever repeats it, is a mismatch by then, and its octets are there already.</summary>
internal sealed class NoOctetTwice : IHistoryChecker
{
    public string Invariant => "no octet is stored twice";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-107"] : ["TUS-031", "A-26"];

    public bool Concerns(History history, UploadHistory upload) => upload.IsClear && Repetitions(upload).Any();

    public Violation? Find(History history, UploadHistory upload) => !upload.IsClear ? null
        : Repetitions(upload).FirstOrDefault(pair => pair.First.AcknowledgedReach > pair.Again.Offset && pair.Again.AcknowledgedReach > pair.Again.Offset) is ({ } first, { } again)
        ? new Violation($"the octets from {again.Offset} on are taken once", $"{again} was acknowledged, too, after {first} had been", first, again)
        : ContentFault.Find(history, upload) is { Kind: ContentFaultKind.Twice, Source: { } source } fault
        ? new Violation("every octet stands once", $"at {fault.At} of {fault.Read} there are octets of {source} that have their place further in front", source, fault.Read)
        : null;

    private static IEnumerable<(Operation First, Operation Again)> Repetitions(UploadHistory upload) =>
        from first in upload.Operations
        from again in upload.Operations
        where first is { IsWrite: true, Offset: not null } && again is { IsWrite: true, Offset: not null } && first != again && first.Precedes(again) && first.Sent > 0 && again.Sent > 0 && again.Offset < first.Reach && first.Offset < again.Reach
        select (first, again);
}
