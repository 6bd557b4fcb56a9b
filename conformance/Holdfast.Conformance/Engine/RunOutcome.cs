using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>The result of a run.</summary>
public abstract record RunOutcome
{
    private RunOutcome()
    {
    }

    /// <summary>Cases were run.</summary>
    /// <param name="Results">Their results.</param>
    public sealed record Finished(ResultsDocument Results) : RunOutcome;

    /// <summary>No case was run.</summary>
    /// <param name="Reason">The reason, in a sentence.</param>
    public sealed record NothingRun(string Reason) : RunOutcome;
}
