using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Ietf;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus;

namespace Holdfast.Conformance.Walks;

/// <summary>Makes a case out of a script, so that a walk is run, judged and reported as every case is.</summary>
internal static class WalkCase
{
    private const string LeftAlone = "an undisturbed upload can be finished";

    public static Case Of(WalkScript script) => new()
    {
        Id = script.Id,
        Title = "A random walk of several clients over several uploads",
        Does = $"{script.Steps.Count} random steps, {script.Uploads.Count} {(script.Uploads.Count == 1 ? "upload" : "uploads")}: "
            + "creations, appends in parts, at wrong offsets and several at once, transfers that are cut, stalled and continued, lost "
                + "responses, slow links, HEAD, GET and DELETE.",
        Must = "The history breaks no invariant: acknowledged bytes are kept, offsets never shrink or run ahead, and the content read is "
            + "the content sent. Uploads that no client disturbs any more can be finished.",
        Why = "No list of cases covers every order in which networks and clients fail.",
        Judges = [],
        Needs = script.Interop is null ? ["creation"] : [],
        Interop = script.Interop,
        IsWalk = true,

        // Twenty seconds for the steps, half a minute for an upload that stays busy, and the time of the last responses.
        TimeLimit = TimeSpan.FromSeconds(90),
        Run = script.Interop is null ? TusCases.Run(tus => WalkAsync(tus, script)) : IetfCases.Run(ietf => WalkAsync(ietf, script)),
    };

    private static async Task WalkAsync(ResumableCase walker, WalkScript script)
    {
        // A walk continues without an upload that was removed; its history shows whether the server was allowed to remove it.
        walker.Context.Lifetimes.ExpectEnds();
        var interpreter = new WalkInterpreter(walker, script);
        var done = await interpreter.RunAsync();
        walker.Checks.Observe(
            "Steps of the walk", $"{done} of {script.Steps.Count} done; the others had become impossible or came too late");
        JudgeFinishing(walker, interpreter);
    }

    // A history has no time limits, so endless operations are judged here, like an invariant.
    private static void JudgeFinishing(ResumableCase walker, WalkInterpreter interpreter)
    {
        var uploads = walker.Context.Recorder.ToHistory().Uploads;
        foreach (var stuck in interpreter.Stuck)
        {
            var upload = uploads.First(one => one.Url == stuck.Url.Target);
            var actual = string.Create(CultureInfo.InvariantCulture,
                $"{stuck.Last.Outcome} to the last try, after {stuck.Tried.TotalSeconds:0.0} s; the last reported offset is "
                    + $"{(stuck.Offset < 0 ? "none" : stuck.Offset)}");
            walker.Checks.JudgeHistory($"Upload {upload.Label}: {LeftAlone}",
                "a client that retrieves the offset and appends from there completes the upload", actual, holds: false,
                [upload.Operations[^1].Number], walker.Protocol.Requirements(Promise.Resumes));
        }

        if (interpreter.Finishing > 0 && interpreter.Stuck.Count == 0)
        {
            walker.Checks.Judge("Undisturbed uploads at the end", "all finished or gone",
                $"{interpreter.Finishing} of {interpreter.Finishing}", holds: true, walker.Protocol.Requirements(Promise.Resumes));
        }
    }
}
