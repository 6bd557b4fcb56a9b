using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>Receives the events of a run. The calls do not overlap.</summary>
public interface IRunObserver
{
    /// <summary>The run starts. <paramref name="run"/> has what was discovered and selected.</summary>
    Task OnRunAsync(RunRecord run);

    /// <summary>The requirements that the cases name; called once, behind <see cref="OnRunAsync"/>.</summary>
    Task OnRequirementsAsync(RequirementsRecord requirements) => Task.CompletedTask;

    /// <summary>A case starts.</summary>
    Task OnCaseStartAsync(Case started);

    /// <summary>A case has ended.</summary>
    Task OnCaseAsync(CaseRecord result);

    /// <summary>The run has ended.</summary>
    Task OnSummaryAsync(SummaryRecord summary);
}
