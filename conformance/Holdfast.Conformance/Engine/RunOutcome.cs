using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>What came of a run.</summary>
public abstract record RunOutcome
{
    private RunOutcome()
    {
    }

    /// <summary>Cases ran.</summary>
    public sealed record Finished(ResultsDocument Results) : RunOutcome;

    /// <summary>Nothing ran, and why, in a sentence.</summary>
    public sealed record NothingRun(string Reason) : RunOutcome;
}
