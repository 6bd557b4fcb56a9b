namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>The content that can be read is the content that was sent, byte for byte.</summary>
internal sealed class ContentIsAsSent : IHistoryChecker
{
    public string Invariant => "the content is what was sent";

    public IReadOnlyList<string> Requirements(bool isDraft) => isDraft ? ["IETF-104", "IETF-127"] : ["TUS-038", "TUS-027"];

    public bool Concerns(History history, UploadHistory upload) => upload is { IsClear: true, IsCreated: true, Contents.Count: > 0 };

    public Violation? Find(History history, UploadHistory upload) =>
        ContentFault.Find(history, upload) is { Kind: ContentFaultKind.Unexplained } fault
            ? new Violation(
                "content that was sent in the writes",
                $"byte {fault.At} of {fault.Read} is not the byte that was sent{(fault.Source is { } source ? $" in {source}" : "")}",
                fault.Source is { } write ? [write, fault.Read] : [fault.Read])
            : null;
}
