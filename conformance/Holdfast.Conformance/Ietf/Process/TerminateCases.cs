using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;

namespace Holdfast.Conformance.Ietf.Process;

/// <summary>The server is asked to end (SIGTERM), as by every deployment, and started again.</summary>
internal static class TerminateCases
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/process/terminate/creation",
            Title = "Upload resources whose creation was acknowledged outlive a deployment",
            Does = "Sends eight creations at once, asks the server to end (SIGTERM) when the first is answered, restarts it, and finishes every upload that was acknowledged, and a new one.",
            Must = "Every upload resource that was announced by a success is there and can be finished.",
            Why = "A deployment is the fault that every server meets every week.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = IetfCases.Run(t => EndedMoments.CreationAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "ietf/process/terminate/append",
            Title = "A server that is asked to end during an append keeps what arrived",
            Does = "After 100 acknowledged octets, asks the server to end (SIGTERM) when 40,000 of 60,000 octets of the last append have arrived; restarts it, asks HEAD and resumes.",
            Must = "Some of the 40,000 octets are kept, the upload is not complete, and the resumed file is whole.",
            Why = "A server that waits for its slowest upload is killed in the end, and then loses what it could have put away.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104", "IETF-105", "IETF-106"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = IetfCases.Run(t => EndedMoments.AppendAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "ietf/process/terminate/completion",
            Title = "An upload outlives a deployment at its last octet",
            Does = "Holds back the last octet of the last append, sends it and asks the server to end (SIGTERM) up to 20 ms later, when the seed says; restarts it, asks HEAD and finishes what is left.",
            Must = "A completion that was acknowledged holds; otherwise the upload can be finished, and is whole.",
            Why = "What completion does besides storing must not be left half done.",
            Judges = ["IETF-001", "IETF-004", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-014", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = IetfCases.Run(t => EndedMoments.CompletionAsync(t, ProcessFault.Terminate)),
        },
    ];
}
