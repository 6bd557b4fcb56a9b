using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Processes;

namespace Holdfast.Conformance.Tus.Process;

/// <summary>The server is asked to end (SIGTERM), as by every deployment, and started again.</summary>
internal static class TerminateCases
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/process/terminate/creation",
            Title = "Uploads whose creation was acknowledged survive a deployment",
            Does = "Sends eight POSTs at once, terminates the server (SIGTERM) when the first is answered, restarts it, and finishes every upload that was acknowledged, and a new one.",
            Must = "The process exits within 30 s; every upload with a 201 exists and can be finished.",
            Why = "Deployments happen to every server, every week.",
            Judges = ["P-01", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = TusCases.Run(t => EndedMoments.CreationAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "tus/process/terminate/patch",
            Title = "A server that is terminated during a PATCH keeps what arrived",
            Does = "After 100 acknowledged bytes, terminates the server (SIGTERM) when 40,000 of 60,000 bytes of a PATCH have arrived; restarts it, sends HEAD and resumes.",
            Must = "The process exits within 30 s, some of the 40,000 bytes are kept, and the resumed upload is correct.",
            Why = "A server that waits for its slowest upload is killed in the end, and loses bytes that it could have stored.",
            Judges = ["P-01", "A-28", "TUS-038", "TUS-040", "TUS-043"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = TusCases.Run(t => EndedMoments.PatchAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "tus/process/terminate/completion",
            Title = "An upload survives a deployment at its last byte",
            Does = "Holds back the last byte of an upload, sends it and terminates the server (SIGTERM) up to 20 ms later, when the seed says; restarts it, sends HEAD and finishes what is left.",
            Must = "The process exits within 30 s; the upload can be finished, with the correct content.",
            Why = "Work at completion, such as moving a file, must not be left half done.",
            Judges = ["P-01", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = TusCases.Run(t => EndedMoments.CompletionAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "tus/process/terminate/concatenation",
            Title = "Parts survive a deployment during their concatenation",
            Does = "Requests a final upload of two parts of 500,000 bytes and terminates the server (SIGTERM) up to 20 ms later, when the seed says; restarts it, checks the parts and requests the final upload again.",
            Must = "The process exits within 30 s; the parts are complete and unchanged, and the final upload is correct.",
            Why = "The concatenation of large files takes long; a deployment during it must only cost time.",
            Judges = ["P-01", "A-28", "TUS-038", "TUS-080", "TUS-129", "TUS-132", "TUS-146"],
            Needs = ["creation", "concatenation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = TusCases.Run(t => EndedMoments.ConcatenationAsync(t, ProcessFault.Terminate)),
        },
    ];
}
