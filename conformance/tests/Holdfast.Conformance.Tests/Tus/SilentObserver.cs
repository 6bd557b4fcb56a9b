using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;
using Case = Holdfast.Conformance.Engine.Case;

namespace Holdfast.Conformance.Tests.Tus;

internal sealed class SilentObserver : IRunObserver
{
    public Task OnRunAsync(RunRecord run) => Task.CompletedTask;

    public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

    public Task OnCaseAsync(CaseRecord result) => Task.CompletedTask;

    public Task OnSummaryAsync(SummaryRecord summary) => Task.CompletedTask;
}
