using Holdfast.Cli.Check;
using Holdfast.Reports.Results;
using Spectre.Console;

namespace Holdfast.Cli.Tests.Check;

/// <summary>What stands on an 80-column terminal after a run.</summary>
public sealed class TerminalTests
{
    [Test]
    public void Failures_come_first_and_the_verdict_and_the_report_last()
    {
        var output = Conclude(
            Result("tus/core/head/length", Verdict.Pass),
            Result("tus/core/head/no-store", Verdict.Warn, new CheckRecord { Verdict = Verdict.Warn, Subject = "Cache-Control of HEAD", Expected = "contains no-store", Actual = "absent" }),
            Result("tus/core/patch/appends", Verdict.Fail, new CheckRecord
            {
                Verdict = Verdict.Fail,
                Subject = "Content of the finished upload",
                Expected = "10 octets as sent",
                Actual = "9 octets, of which the first 9 are as sent",
            }));

        output.ShouldBe(
            """

            fail         tus/core/patch/appends
                         Content of the finished upload: expected 10 octets as sent, got 9
                         octets, of which the first 9 are as sent

            warn         tus/core/head/no-store
                         Cache-Control of HEAD: expected contains no-store, got absent

            http://127.0.0.1:1080/files/: 1 of 3 cases pass; 1 fails, 1 warning; seed 7
            Report: report/index.html
            Exit code 1: a check failed.

            """,
            StringCompareShould.IgnoreLineEndings);
    }

    [Test]
    public void A_value_without_end_does_not_push_the_rest_out_of_sight()
    {
        var output = Conclude(Result("tus/core/head/length", Verdict.Fail, new CheckRecord { Verdict = Verdict.Fail, Subject = "S", Expected = "E", Actual = new string('x', 10_000) }));

        output.Split('\n').Length.ShouldBeLessThan(15);
        output.ShouldContain("…");
    }

    [Test]
    public void No_line_is_longer_than_the_terminal()
    {
        var output = Conclude(Result("tus/core/head/length", Verdict.Inconclusive) with { Reason = string.Join(' ', Enumerable.Repeat("word", 100)) });

        output.Split('\n').Max(line => line.TrimEnd().Length).ShouldBeLessThanOrEqualTo(80);
    }

    private static CaseRecord Result(string id, Verdict verdict, params CheckRecord[] checks) =>
        new() { Id = id, Title = "T", Verdict = verdict, DurationMs = 1, Checks = checks };

    private static string Conclude(params CaseRecord[] cases)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 80;
        var run = new RunRecord { Tool = "holdfast", Target = "http://127.0.0.1:1080/files/", Seed = 7, Started = DateTimeOffset.UnixEpoch, Selected = cases.Length };
        var document = new ResultsDocument(run, cases, SummaryRecord.Of(cases, 1, interrupted: false));
        RunTerminal.For(console).Conclude(document, Path.Combine(Environment.CurrentDirectory, "report", "index.html"), ExitCode.Of(document.Summary, strict: false));

        // Padding ends lines with blanks that nobody sees.
        return string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd()));
    }
}
