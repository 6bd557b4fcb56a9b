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
            Title = "Upload resources whose creation was acknowledged survive a deployment",
            Does = "Sends eight creations at once, terminates the server (SIGTERM) when the first is answered, restarts it, and finishes every upload that was acknowledged, and a new one.",
            Must = "Every upload resource announced by a success exists and can be finished.",
            Why = "Deployments happen to every server, every week.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = IetfCases.Run(t => EndedMoments.CreationAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "ietf/process/terminate/append",
            Title = "A server that is terminated during an append keeps what arrived",
            Does = "After 100 acknowledged bytes, terminates the server (SIGTERM) when 40,000 of 60,000 bytes of the last append have arrived; restarts it, sends HEAD and resumes.",
            Must = "Some of the 40,000 bytes are kept, the upload is not complete, and the resumed file is correct.",
            Why = "A server that waits for its slowest upload is killed in the end, and loses bytes that it could have stored.",
            Judges = ["IETF-001", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-104", "IETF-105", "IETF-106"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = IetfCases.Run(t => EndedMoments.AppendAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "ietf/process/terminate/completion",
            Title = "An upload survives a deployment at its last byte",
            Does = "Holds back the last byte of the last append, sends it and terminates the server (SIGTERM) up to 20 ms later, when the seed says; restarts it, sends HEAD and finishes what is left.",
            Must = "An acknowledged completion is kept; otherwise the upload can be finished, and is correct.",
            Why = "Work at completion must not be left half done.",
            Judges = ["IETF-001", "IETF-004", "IETF-005", "IETF-006", "IETF-009", "IETF-010", "IETF-014", "IETF-104"],
            Versions = Interop.All,
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = IetfCases.Run(t => EndedMoments.CompletionAsync(t, ProcessFault.Terminate)),
        },
    ];
}
