using Holdfast.Conformance.Engine;
using Holdfast.Conformance.NUnit;
using Holdfast.Conformance.Targets;
using Holdfast.Reports.Results;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Holdfast.Sample.Tests;

/// <summary>NUnit's outcome for each verdict, and the message that a developer reads.</summary>
public sealed class CaseAssertionTests
{
    private static readonly RunOptions Options = new()
    {
        Subject = new RunSubject.Server(new Target { Url = new Uri("http://127.0.0.1:1/") }), Seed = 7,
    };

    [TestCase(Verdict.Pass, "Passed")]
    [TestCase(Verdict.Observe, "Passed")]
    [TestCase(Verdict.Fail, "Failed")]
    [TestCase(Verdict.Harness, "Failed")]
    [TestCase(Verdict.Warn, "Warning")]
    [TestCase(Verdict.Inconclusive, "Inconclusive")]
    [TestCase(Verdict.Unsupported, "Skipped:Ignored")]
    public void A_verdict_becomes_the_state_that_NUnit_has_for_it(Verdict verdict, string state) =>
        StateOf(Result(verdict), Options).ShouldStartWith(state);

    [Test]
    public void A_warning_fails_where_the_fixture_is_strict() =>
        StateOf(Result(Verdict.Warn), Options with { Strict = true }).ShouldStartWith("Failed");

    [Test]
    public void A_known_failure_is_ignored_with_its_reason()
    {
        var known = Result(Verdict.Fail) with { Baseline = new BaselineRecord { Line = 3, Known = ["TUS-036"], Reason = "issue 12" } };
        StateOf(known, Options).ShouldBe("Skipped:Ignored Known, by line 3 of the baseline: issue 12");
    }

    [Test]
    public void A_stale_line_of_the_baseline_fails_and_says_what_to_delete()
    {
        var stale = Result(Verdict.Pass) with { Baseline = new BaselineRecord { Line = 3, Stale = ["TUS-036"] } };
        StateOf(stale, Options).ShouldStartWith("Failed");
        CaseMessage.Of(stale, Options).ShouldContain("Line 3 of the baseline is stale, as this no longer fails: delete the line.");
    }

    [Test]
    public void The_message_contains_expected_actual_case_text_and_wire()
    {
        var message = CaseMessage.Of(Result(Verdict.Fail), Options);
        message.ShouldContain("fail: Status of PATCH: expected 204, got 200 (OK) [TUS-036]");
        message.ShouldContain("Why it matters: W.");
        message.ShouldContain(@"1 -> PATCH /files/a HTTP/1.1\r\n");
        message.ShouldContain("Seed: 7. 'holdfast cases explain tus/core/patch/appends' tells more.");
    }

    private static string StateOf(CaseRecord result, RunOptions options)
    {
        using (new TestExecutionContext.IsolatedContext())
        {
            var current = TestExecutionContext.CurrentContext.CurrentResult;
            try
            {
                CaseAssertion.Assert(result, options);
                return current.AssertionResults.Any(one => one.Status == AssertionStatus.Warning) ? "Warning" : "Passed";
            }
            catch (ResultStateException exception)
            {
                return $"{exception.ResultState} {exception.Message}";
            }
        }
    }

    private static CaseRecord Result(Verdict verdict) => new()
    {
        Id = "tus/core/patch/appends",
        Title = "A case",
        Verdict = verdict,
        DurationMs = 1,
        Does = "D.",
        Must = "M.",
        Why = "W.",
        Checks = [new CheckRecord
        {
            Requirements = ["TUS-036"], Verdict = verdict, Subject = "Status of PATCH", Expected = "204", Actual = "200 (OK)",
        }],
        Evidence = new EvidenceRecord
        {
            Wire = [new WireEntry
            {
                AtMs = 1, Connection = 1, Direction = WireDirection.Sent, Kind = "head", Text = "PATCH /files/a HTTP/1.1\r\n",
            }],
        },
    };
}
