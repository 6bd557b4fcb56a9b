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
            Title = "Uploads whose creation was acknowledged outlive a deployment",
            Does = "Sends eight POSTs at once, asks the server to end (SIGTERM) when the first is answered, restarts it, and finishes every upload that was acknowledged, and a new one.",
            Must = "The process ends within 30 s; every upload whose 201 came is there and can be finished.",
            Why = "A deployment is the fault that every server meets every week.",
            Judges = ["P-01", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = TusCases.Run(t => EndedMoments.CreationAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "tus/process/terminate/patch",
            Title = "A server that is asked to end during a PATCH keeps what arrived",
            Does = "After 100 acknowledged octets, asks the server to end (SIGTERM) when 40,000 of 60,000 octets of a PATCH have arrived; restarts it, asks HEAD and resumes.",
            Must = "The process ends within 30 s, some of the 40,000 octets are kept, and the resumed upload is whole.",
            Why = "A server that waits for its slowest upload is killed in the end, and then loses what it could have put away.",
            Judges = ["P-01", "A-28", "TUS-038", "TUS-040", "TUS-043"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = TusCases.Run(t => EndedMoments.PatchAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "tus/process/terminate/completion",
            Title = "An upload outlives a deployment at its last octet",
            Does = "Holds back the last octet of an upload, sends it and asks the server to end (SIGTERM) up to 20 ms later, when the seed says; restarts it, asks HEAD and finishes what is left.",
            Must = "The process ends within 30 s; the upload can be finished and is whole.",
            Why = "What completion does besides storing, such as moving a file, must not be left half done.",
            Judges = ["P-01", "A-28", "TUS-038", "TUS-040"],
            Needs = ["creation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = TusCases.Run(t => EndedMoments.CompletionAsync(t, ProcessFault.Terminate)),
        },
        new()
        {
            Id = "tus/process/terminate/concatenation",
            Title = "Parts outlive a deployment while they are put together",
            Does = "Asks for a final of two parts of 500,000 octets and asks the server to end (SIGTERM) up to 20 ms later, when the seed says; restarts it, looks at the parts and asks for the final again.",
            Must = "The process ends within 30 s; the parts are complete and unchanged, and the final is whole.",
            Why = "A final takes long for large files; a deployment that falls into it must cost nothing but time.",
            Judges = ["P-01", "A-28", "TUS-038", "TUS-080", "TUS-129", "TUS-132", "TUS-146"],
            Needs = ["creation", "concatenation"],
            TimeLimit = Limit,
            ProcessFault = ProcessFault.Terminate,
            Run = TusCases.Run(t => EndedMoments.ConcatenationAsync(t, ProcessFault.Terminate)),
        },
    ];
}
