using Holdfast.Conformance.Engine;
using Holdfast.Reports;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;
using Spectre.Console;

namespace Holdfast.Cli.Check;

/// <summary>One line per case, for logs.</summary>
internal sealed class PlainTerminal(IAnsiConsole console) : RunTerminal(console), IRunObserver
{
    private readonly Dictionary<string, int> _neverRun = [];

    public override Task<RunOutcome> FollowAsync(Func<IRunObserver, Task<RunOutcome>> run) => run(this);

    public Task OnRunAsync(RunRecord run)
    {
        Terminal.WriteLine($"Checking {VisibleText.Of(run.Target)}: {Selected(run)}, seed {run.Seed}");
        if (ExpectedTime.Of(run) is { } expected)
        {
            Terminal.WriteLine(expected);
        }

        return Task.CompletedTask;
    }

    public Task OnCaseStartAsync(Case started) => Task.CompletedTask;

    public Task OnCaseAsync(CaseRecord result)
    {
        // A protocol that the target does not speak is one line, not one for each of its cases.
        if (result is { Verdict: Verdict.Unsupported, DurationMs: 0, Reason: { } reason } && reason.StartsWith("The target", StringComparison.Ordinal) && reason.Contains(" speak", StringComparison.Ordinal))
        {
            _neverRun[reason] = _neverRun.GetValueOrDefault(reason) + 1;
            return Task.CompletedTask;
        }

        Terminal.Write(new Text(result.Verdict.ToWord().PadRight(VerdictWidth), StyleOf(result.Verdict)));
        Terminal.WriteLine($"{result.Id} ({Quantity.Duration(Math.Round(result.DurationMs))})");
        return Task.CompletedTask;
    }

    public Task OnSummaryAsync(SummaryRecord summary)
    {
        foreach (var (reason, count) in _neverRun)
        {
            Terminal.Write(new Text(Verdict.Unsupported.ToWord().PadRight(VerdictWidth), StyleOf(Verdict.Unsupported)));
            Terminal.WriteLine($"{count} cases: {reason}");
        }

        return Task.CompletedTask;
    }
}
