using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Sabotage.Tests;

internal sealed class SilentObserver : IRunObserver
{
    public Task OnRunAsync(RunRecord run) => Task.CompletedTask;

    public Task OnCaseStartAsync(Conformance.Engine.Case started) => Task.CompletedTask;

    public Task OnCaseAsync(CaseRecord result) => Task.CompletedTask;

    public Task OnSummaryAsync(SummaryRecord summary) => Task.CompletedTask;
}
