using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Ietf;
using Holdfast.Conformance.Tus;

namespace Holdfast.Conformance.Walks;

/// <summary>Makes a case out of a script, so that a walk is run, judged and reported as every case is.</summary>
internal static class WalkCase
{
    public static Case Of(WalkScript script) => new()
    {
        Id = script.Id,
        Title = "A random walk of several clients over several uploads",
        Does = $"{script.Steps.Count} random steps, {script.Uploads.Count} {(script.Uploads.Count == 1 ? "upload" : "uploads")}: creations, appends in parts, at wrong offsets and several at once, transfers that are cut, stalled and revived, lost answers, slow links, HEAD, GET and DELETE.",
        Must = "The history breaks no invariant: what is acknowledged is kept, offsets never shrink or run ahead, and what can be read is what was sent.",
        Why = "Nobody thinks of every order in which networks and clients fail.",
        Judges = [],
        Needs = script.Interop is null ? ["creation"] : [],
        Interop = script.Interop,
        TimeLimit = TimeSpan.FromSeconds(60),
        Run = script.Interop is null ? TusCases.Run(tus => WalkAsync(new TusWalkProtocol(tus), script)) : IetfCases.Run(ietf => WalkAsync(new IetfWalkProtocol(ietf), script)),
    };

    private static async Task WalkAsync(IWalkProtocol protocol, WalkScript script)
    {
        var done = await new WalkInterpreter(protocol, script).RunAsync();
        protocol.Context.Checks.Observe("Steps of the walk", $"{done} of {script.Steps.Count} done; the others had lost their sense, or came too late");
    }
}
