using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.NUnit;

/// <summary>NUnit tells of the cases; there is nothing to follow.</summary>
internal sealed class SilentObserver : IRunObserver
{
    public Task OnRunAsync(RunRecord run) => Task.CompletedTask;

    public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

    public Task OnCaseAsync(CaseRecord result) => Task.CompletedTask;

    public Task OnSummaryAsync(SummaryRecord summary) => Task.CompletedTask;
}
