using Holdfast.Conformance.Engine;
using Holdfast.Reports;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;
using Spectre.Console;

namespace Holdfast.Cli.Check;

/// <summary>One line per case, for logs.</summary>
internal sealed class PlainTerminal(IAnsiConsole console) : RunTerminal(console), IRunObserver
{
    public override Task<RunOutcome> FollowAsync(Func<IRunObserver, Task<RunOutcome>> run) => run(this);

    public Task OnRunAsync(RunRecord run)
    {
        Terminal.WriteLine($"Checking {VisibleText.Of(run.Target)}: {run.Selected} of {run.Known} cases, seed {run.Seed}");
        return Task.CompletedTask;
    }

    public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

    public Task OnCaseAsync(CaseRecord result)
    {
        Terminal.Write(new Text(result.Verdict.ToWord().PadRight(VerdictWidth), StyleOf(result.Verdict)));
        Terminal.WriteLine($"{result.Id} ({Quantity.Duration(Math.Round(result.DurationMs))})");
        return Task.CompletedTask;
    }

    public Task OnSummaryAsync(SummaryRecord summary) => Task.CompletedTask;
}
