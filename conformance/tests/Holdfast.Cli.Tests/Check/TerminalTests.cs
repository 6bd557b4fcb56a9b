using Holdfast.Cli.Check;
using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace Holdfast.Cli.Tests.Check;

/// <summary>The output on an 80-column terminal, and in a log, during and after a run.</summary>
public sealed class TerminalTests
{
    private static readonly RequirementText[] Requirements =
        [new("TUS-036", "MUST", "tus 1.0.0, PATCH", "A successful PATCH is answered with 204.")];

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Failures_come_first_and_the_verdict_and_the_report_last()
    {
        var output = Conclude(
            Result("tus/core/head/length", Verdict.Pass),
            Result("tus/core/head/no-store", Verdict.Warn,
                new CheckRecord { Requirements = ["TUS-024"], Verdict = Verdict.Warn, Subject = "Cache-Control of HEAD", Expected =
                    "contains no-store", Actual = "absent" }),
            Result("tus/core/patch/appends", Verdict.Fail, Succeeds("Status of PATCH")),
            Result("ietf/10/core/patch/appends", Verdict.Fail, Succeeds("Status of the other PATCH")));

        output.ShouldBe(
            """
            fail         TUS-036 (MUST; tus 1.0.0, PATCH): Status of PATCH: expected 204, got 200 OK [2 cases: tus; ietf 10; --only tus/core/patch/appends]
            warn         TUS-024: Cache-Control of HEAD: expected contains no-store, got absent [1 case: tus; --only tus/core/head/no-store]
            http://127.0.0.1:1080/files/: 1 of 4 cases pass; 2 fail, 1 warning; seed 7
            Report: report/index.html
            Exit code 1: a check failed.

            """,
            StringCompareShould.IgnoreLineEndings);
    }

    [Test]
    public void Terminal_output_fits_the_width_and_details_follow_each_finding()
    {
        var output = Conclude(live: true, Result(
            "tus/core/patch/appends", Verdict.Fail, Succeeds("Status of a PATCH of the rest of the upload after all that came before it")));

        output.Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(80);
        output.ShouldStartWith(
            """
            fail         TUS-036 (MUST; tus 1.0.0, PATCH): Status of a PATCH of the rest of
                         the upload after all that came before it: expected 204, got 200 OK
                         1 case: tus; --only tus/core/patch/appends
            """.ReplaceLineEndings("\n"));
    }

    [Test]
    public void Many_findings_are_shown_in_ten_lines_with_a_count_of_the_rest()
    {
        var output = Conclude([.. Enumerable.Range(0, 30)
            .Select(number => Result($"tus/core/{number}", Verdict.Fail,
                Succeeds("S") with { Requirements = [$"TUS-{number:000}"] }) with { LeftBehind = ["/files/a"] })]);

        var lines = output.TrimEnd().Split('\n');
        lines.Length.ShouldBe(9, "with the run's first line ten");
        lines[4].ShouldBe("             and 26 more findings, all in the report: 26 fail");
    }

    [Test]
    public void Problems_that_affect_all_cases_come_first()
    {
        var document = Document(Result("tus/core/patch/appends", Verdict.Fail, Succeeds("Status of PATCH")));
        var output = Conclude(document with
        {
            Run = document.Run with { Ground = ["PATCH is answered with 200 instead of 204."] },
            Summary = document.Summary with { Ended = "The server died 3.1 s into the run; in flight: PATCH.", IsTargetDead = true },
        });

        output.Split('\n').Take(3).Select(line => line[..30])
            .ShouldBe(["ended        The server died 3", "basics       PATCH is answered", "fail         TUS-036 (MUST; tu"]);
        output.ShouldContain("Exit code 1: the server ended before the run did.");
    }

    [Test]
    public void A_very_long_value_does_not_hide_other_output()
    {
        var output = Conclude(Result("tus/core/head/length", Verdict.Fail,
            new CheckRecord { Verdict = Verdict.Fail, Requirements = ["TUS-022"], Subject = "S", Expected = "E", Actual =
                new string('x', 10_000) }));

        output.Split('\n').Max(line => line.Length).ShouldBeLessThan(400);
        output.ShouldContain("…");
    }

    [Test, CancelAfter(10_000)]
    public async Task A_log_gets_no_passes_and_a_line_every_half_minute(CancellationToken cancellationToken)
    {
        using var writer = new StringWriter();
        await RunTerminal.For(Console(writer, live: false), _time).FollowAsync(async observer =>
        {
            var document = Document(Result("tus/a", Verdict.Pass), Result("tus/b", Verdict.Fail));
            _time.Advance(TimeSpan.FromSeconds(30));
            await observer.OnRunAsync(document.Run);
            await observer.OnCaseAsync(document.Cases[0]);
            _time.Advance(TimeSpan.FromSeconds(29));
            await observer.OnCaseAsync(document.Cases[1]);
            _time.Advance(TimeSpan.FromSeconds(1));
            await observer.OnSummaryAsync(document.Summary);
            cancellationToken.ThrowIfCancellationRequested();
            return new RunOutcome.Finished(document);
        });

        writer.ToString().ShouldBe(
            """
            discovering what the server supports after 30 s
            Checking http://127.0.0.1:1080/files/: 2 of 1,652 cases, seed 7
            2 of 2 cases: 1 fails, 1 passes after 60 s

            """,
            StringCompareShould.IgnoreLineEndings);
    }

    private static CheckRecord Succeeds(string subject) => new()
    {
        Requirements = ["TUS-036"], Verdict = Verdict.Fail, Subject = subject, Expected = "204", Actual = "200 OK",
    };

    private static CaseRecord Result(string id, Verdict verdict, params CheckRecord[] checks) =>
        new()
        {
            Id = id, Interop = id.StartsWith("ietf/10/", StringComparison.Ordinal) ? 10 : null, Title = "T", Verdict = verdict,
            DurationMs = 1,
            Checks = checks, Requirements = Requirements,
        };

    private string Conclude(params CaseRecord[] cases) => Conclude(live: false, cases);

    private string Conclude(bool live, params CaseRecord[] cases) => Conclude(Document(cases), live);

    private string Conclude(ResultsDocument document, bool live = false)
    {
        using var writer = new StringWriter();
        RunTerminal terminal = live ? new LiveTerminal(Console(writer, live)) : RunTerminal.For(Console(writer, live), _time);
        terminal.Conclude(
            document, Path.Combine(Environment.CurrentDirectory, "report", "index.html"), ExitCode.Of(document.Summary, strict: false));

        // Columns end with invisible spaces.
        return string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd()));
    }

    private static ResultsDocument Document(params CaseRecord[] cases) => new(
        new RunRecord { Tool = "holdfast", Subject = new SubjectRecord("http://127.0.0.1:1080/files/"), Seed = 7, Started =
            DateTimeOffset.UnixEpoch, Selected = cases.Length, Known = 1652 },
        cases,
        SummaryRecord.Of(cases, 1, interrupted: false));

    private static IAnsiConsole Console(StringWriter writer, bool live)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, Interactive = live ? InteractionSupport.Yes : InteractionSupport.No, Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 80;
        return console;
    }
}
