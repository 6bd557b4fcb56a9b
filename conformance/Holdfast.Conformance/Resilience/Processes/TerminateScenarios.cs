using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Processes;

/// <summary>The server is asked to end (SIGTERM), as by every deployment, and restarted.</summary>
internal static class TerminateScenarios
{
    private const ProcessFault Fault = ProcessFault.Terminate;

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new()
        {
            Path = "terminate/creation",
            Title = "Uploads whose creation was acknowledged survive a deployment",
            Does = "Sends eight creations at once, terminates the server (SIGTERM) when the first is answered, restarts it, and finishes "
                + "every upload that was acknowledged, and a new one.",
            Must = "The process exits within 30 s; every acknowledged upload exists and can be finished.",
            Why = "Deployments happen to every server, every week.",
            Promises = [.. Ended.Promises(Fault), Promise.EndsWhenAsked],
            Rank = 2,
            ProcessFault = Fault,
            Run = t => EndedMoments.CreationAsync(t, Fault),
        },
        new()
        {
            Path = "terminate/append",
            Title = "A server that is terminated during an append keeps what arrived",
            Does = "After 100 acknowledged bytes, terminates the server (SIGTERM) when 40,000 of 60,000 bytes of an append have arrived; "
                + "restarts it, sends HEAD and resumes.",
            Must = "The process exits within 30 s, some of the 40,000 bytes are kept, the upload is not complete, and the resumed upload "
                + "is correct.",
            Why = "A server that waits for its slowest upload is killed in the end, and loses bytes that it could have stored.",
            Promises = [.. Ended.Promises(Fault), Promise.EndsWhenAsked, Promise.KeepsPart, Promise.CompletesOnlyWhole],
            Rank = 2,
            ProcessFault = Fault,
            Run = t => EndedMoments.AppendAsync(t, Fault),
        },
        new()
        {
            Path = "terminate/completion",
            Title = "An upload survives a deployment at its last byte",
            Does = "Holds back the last byte of an upload, sends it and terminates the server (SIGTERM) up to 20 ms later, when the seed "
                + "says; restarts it, sends HEAD and finishes what is left.",
            Must = "The process exits within 30 s; a completion that was acknowledged holds, otherwise the upload can be finished. The "
                + "content is correct.",
            Why = "Work at completion, such as moving a file, must not be left half done.",
            Promises = [.. Ended.Promises(Fault), Promise.EndsWhenAsked, Promise.RecoversCompletion, Promise.DropsComplete],
            Rank = 2,
            ProcessFault = Fault,
            Run = t => EndedMoments.CompletionAsync(t, Fault),
        },
    ];
}
