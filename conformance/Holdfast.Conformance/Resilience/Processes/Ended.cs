using Holdfast.Conformance.Processes;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Resilience.Processes;

/// <summary>The judgements after every restart of a server.</summary>
internal static class Ended
{
    /// <summary>Uploads still exist afterwards at the correct offset, and can be finished.</summary>
    public static IReadOnlyList<Promise> Promises(ProcessFault fault) =>
    [
        ResumableCase.Outlives(fault), Promise.RecoversAcknowledged, Promise.CountsNoMore, Promise.StaysLost, Promise.Resumes,
        Promise.Whole,
    ];
}
