using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;
using Spectre.Console;

namespace Holdfast.Cli.Check;

/// <summary>A progress bar with the verdicts so far. It is removed when the run ends.</summary>
internal sealed class LiveTerminal(IAnsiConsole console) : RunTerminal(console)
{
    public override Task<RunOutcome> FollowAsync(Func<IRunObserver, Task<RunOutcome>> run) => Terminal.Progress()
        .AutoClear(enabled: true)
        .Columns(new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(progress => run(new Bar(Terminal, progress.AddTask(RunProgress.Asking))));

    public override void Say(string line, Style? style = null)
    {
        Terminal.Write(new Text(line, style));
        Terminal.WriteLine();
    }

    protected override void Show(string label, Style style, string what, string? where)
    {
        var grid =
            new Grid().AddColumn(new GridColumn().Width(LabelWidth).NoWrap().Padding(0, 0)).AddColumn(new GridColumn().Padding(0, 0));
        grid.AddRow(new Text(label, style), new Text(what));
        if (where is not null)
        {
            grid.AddRow(new Text(""), new Text(where, new Style(Color.Grey)));
        }

        Terminal.Write(grid);
    }

    private sealed class Bar(IAnsiConsole console, ProgressTask task) : IRunObserver
    {
        private readonly RunProgress _progress = new();

        public Task OnRunAsync(RunRecord run)
        {
            console.WriteLine(Beginning(run));
            _progress.Begin(run);
            (task.MaxValue, task.IsIndeterminate) = run.Chaos is null ? (run.Selected, false) : (1, true);
            return Task.CompletedTask;
        }

        public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

        public Task OnCaseAsync(CaseRecord result)
        {
            _progress.Add(result.Verdict);
            task.Description = _progress.ToString().EscapeMarkup();
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
