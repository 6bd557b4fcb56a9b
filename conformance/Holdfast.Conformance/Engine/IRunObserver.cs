using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>Follows a run. Calls come one at a time.</summary>
public interface IRunObserver
{
    /// <summary>The run begins; <paramref name="run"/> says what was found and chosen.</summary>
    Task OnRunAsync(RunRecord run);

    /// <summary>The requirements that the cases name; called once, behind <see cref="OnRunAsync"/>.</summary>
    Task OnRequirementsAsync(RequirementsRecord requirements) => Task.CompletedTask;

    /// <summary>A case begins.</summary>
    Task OnCaseStartAsync(Case started);

    /// <summary>A case has its verdict.</summary>
    Task OnCaseAsync(CaseRecord result);

    /// <summary>The run is over.</summary>
    Task OnSummaryAsync(SummaryRecord summary);
}
