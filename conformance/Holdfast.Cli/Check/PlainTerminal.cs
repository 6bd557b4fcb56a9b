using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;
using Spectre.Console;

namespace Holdfast.Cli.Check;

/// <summary>Complete lines for a log: findings, and from time to time the progress.</summary>
internal sealed class PlainTerminal(IAnsiConsole console, TimeProvider time) : RunTerminal(console)
{
    /// <summary>Often enough for readers, and for build servers that end a job without output.</summary>
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();

    public override async Task<RunOutcome> FollowAsync(Func<IRunObserver, Task<RunOutcome>> run)
    {
        var progress = new RunProgress();
        var began = time.GetTimestamp();
        await using var timer =
            time.CreateTimer(_ => Say($"{progress} after {time.GetElapsedTime(began).TotalSeconds:0} s"), null, Often, Often);
        return await run(new Log(this, progress));
    }

    public override void Say(string line, Style? style = null)
    {
        // Write to the writer directly, because the console would break lines at a width that a log does not have.
        lock (_gate)
        {
            Terminal.Profile.Out.Writer.WriteLine(line);
        }
    }

    protected override void Show(string label, Style style, string what, string? where) =>
        Say(label.PadRight(LabelWidth) + what + (where is null ? "" : $" [{where}]"));

    private sealed class Log(PlainTerminal terminal, RunProgress progress) : IRunObserver
    {
        public Task OnRunAsync(RunRecord run)
        {
            terminal.Say(Beginning(run));
            progress.Begin(run);
            return Task.CompletedTask;
        }

        public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

        public Task OnCaseAsync(CaseRecord result)
        {
            progress.Add(result.Verdict);
            return Task.CompletedTask;
        }

        public Task OnSummaryAsync(SummaryRecord summary) => Task.CompletedTask;
    }
}
