using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;
using Case = Holdfast.Conformance.Engine.Case;

namespace Holdfast.Conformance.Tests.Engine;

/// <summary>Counts what a run tells, how many cases are under way, and whether two calls ever overlap.</summary>
internal sealed class CountingObserver(Func<CaseRecord, Task>? onCase = null) : IRunObserver
{
    private int _calls;
    private int _running;

    public List<string> Events { get; } = [];

    public int MostCalls { get; private set; }

    public int MostCases { get; private set; }

    public RunRecord? Run { get; private set; }

    public SummaryRecord? Summary { get; private set; }

    public Task OnRunAsync(RunRecord run) => CallAsync("run", () => Run = run);

    public Task OnCaseStartAsync(Case started) => CallAsync("start " + started.Id, () => MostCases = Math.Max(MostCases, ++_running));

    public async Task OnCaseAsync(CaseRecord result)
    {
        await CallAsync("case " + result.Id, () => _running--);
        await (onCase?.Invoke(result) ?? Task.CompletedTask);
    }

    public Task OnSummaryAsync(SummaryRecord summary) => CallAsync("summary", () => Summary = summary);

    private async Task CallAsync(string what, Action act)
    {
        var calls = Interlocked.Increment(ref _calls);
        MostCalls = Math.Max(MostCalls, calls);
        Events.Add(what);
        act();
        await Task.Yield();
        Interlocked.Decrement(ref _calls);
    }
}
