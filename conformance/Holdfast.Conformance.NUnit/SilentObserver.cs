using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.NUnit;

/// <summary>NUnit reports the cases, so this observer does nothing.</summary>
internal sealed class SilentObserver : IRunObserver
{
    public Task OnRunAsync(RunRecord run) => Task.CompletedTask;

    public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

    public Task OnCaseAsync(CaseRecord result) => Task.CompletedTask;

    public Task OnSummaryAsync(SummaryRecord summary) => Task.CompletedTask;
}
