using Holdfast.Conformance.Engine;
using Holdfast.Reports;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;
using Spectre.Console;

namespace Holdfast.Cli.Check;

/// <summary>A bar that fills, and what came out so far.</summary>
internal sealed class LiveTerminal(IAnsiConsole console) : RunTerminal(console)
{
    public override Task<RunOutcome> FollowAsync(Func<IRunObserver, Task<RunOutcome>> run) => Terminal.Progress()
        .Columns(new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(progress => run(new Bar(Terminal, progress.AddTask("asking the server what it offers"))));

    private sealed class Bar(IAnsiConsole console, ProgressTask task) : IRunObserver
    {
        private readonly List<CaseRecord> _results = [];

        public Task OnRunAsync(RunRecord run)
        {
            console.WriteLine($"Checking {VisibleText.Of(run.Target)}: {Selected(run)}, seed {run.Seed}");
            if (ExpectedTime.Of(run) is { } expected)
            {
                console.WriteLine(expected);
            }

            (task.MaxValue, task.IsIndeterminate) = run.Chaos is null ? (run.Selected, false) : (1, true);
            return Task.CompletedTask;
        }

        public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

        public Task OnCaseAsync(CaseRecord result)
        {
            _results.Add(result);
            var counts = VerdictWords.MostUrgentFirst.Select(verdict => (verdict, count: _results.Count(one => one.Verdict == verdict)))
                .Where(pair => pair.count > 0).Select(pair => pair.verdict.Count(pair.count));
            task.Description = $"{_results.Count}{(task.IsIndeterminate ? "" : $"/{task.MaxValue:0}")}  {string.Join(", ", counts)}".EscapeMarkup();
            task.Increment(task.IsIndeterminate ? 0 : 1);
            return Task.CompletedTask;
        }

        public Task OnSummaryAsync(SummaryRecord summary)
        {
            task.StopTask();
            return Task.CompletedTask;
        }
    }
}
