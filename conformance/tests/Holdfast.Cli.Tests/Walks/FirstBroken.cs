using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Walks;

/// <summary>Stops a run after the first walk that is saved, or after so many walks.</summary>
internal sealed class FirstBroken(CancellationTokenSource stop, int atMost) : IRunObserver
{
    private int _ended;

    public Task OnRunAsync(RunRecord run) => Task.CompletedTask;

    public Task OnCaseStartAsync(Conformance.Engine.Case started) => Task.CompletedTask;

    public Task OnCaseAsync(CaseRecord result) =>
        result.Script is not null || Interlocked.Increment(ref _ended) >= atMost ? stop.CancelAsync() : Task.CompletedTask;

    public Task OnSummaryAsync(SummaryRecord summary) => Task.CompletedTask;
}
