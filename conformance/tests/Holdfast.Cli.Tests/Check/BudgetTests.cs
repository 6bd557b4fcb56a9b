using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Check;

[CancelAfter(60_000)]
public sealed class BudgetTests
{
    [Test]
    public async Task Cases_beyond_the_budget_do_not_run_and_are_listed(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", "--only", "tus/core/options", "--only", "tus/resilience/cut/in-body", "--only",
            "tus/resilience/cut/first-octet", "--parallel", "1", "--budget", "50s", "--stall-patience", "60", "--report",
            report.FullName);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.StandardOutput + run.StandardError);
        var document = ResultsDocument.Read(Path.Combine(report.FullName, "results.jsonl"));
        document.Run.LeftOut.ShouldNotBeNull().ShouldContain("tus/resilience/cut/in-body/black-hole");
        document.Cases.Select(result => result.Id).ShouldContain("tus/resilience/cut/in-body/fin");
        document.Run.LeftOut.Count.ShouldBeGreaterThan(1);
        document.Cases.Select(result => result.Id).Intersect(document.Run.LeftOut).ShouldBeEmpty();
        run.StandardOutput.ShouldContain(
            string.Create(CultureInfo.InvariantCulture, $"{document.Run.LeftOut.Count} cases did not fit the budget and did not run: "));
        run.StandardOutput.ShouldContain(document.Run.LeftOut[0]);
        document.Run.Command.ShouldNotBeNull().ShouldContain("--budget 50s");
    }

    [Test]
    public async Task The_expected_duration_is_printed_before_the_first_case(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", "--only", "tus/resilience/cut/in-body/black-hole", "--stall-patience", "60", "--report",
            report.FullName);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.StandardOutput + run.StandardError);
        run.StandardOutput.ReplaceLineEndings(" ")
            .ShouldMatch("seed [0-9]+\\. Expected to take about 1 s, and up to 61 s where +the +server");
    }

    [Test]
    public async Task A_budget_too_small_for_any_case_runs_none_and_reports_it(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", "--only", "tus/resilience/cut/in-body", "--budget", "10ms", "--report", report.FullName);

        run.ExitCode.ShouldBe(ExitCode.NothingRun);
        run.StandardError.ShouldContain("No case fits a budget of 0.01 s. Give more time, or select fewer cases.");
    }

    [TestCase("60")]
    [TestCase("0s")]
    [TestCase("25h")]
    [TestCase("soon")]
    public async Task A_budget_that_is_not_a_duration_is_refused(string text, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", "--budget", text);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(
            $"'{text}' is not a duration. Expected a number with a unit, more than 0 and less than a day, for example '60s' or '5m'.");
    }
}
