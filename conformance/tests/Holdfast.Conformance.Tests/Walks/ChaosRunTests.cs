using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Tests.Engine;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Conformance.Walks;
using Holdfast.Conformance.Wire.Serving;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Walks;

/// <summary>Where random walks can be taken, and what a script that was taken again comes to.</summary>
[CancelAfter(20_000)]
public sealed class ChaosRunTests
{
    [TestCase("ietf", "creation,termination")]
    [TestCase("tus", "termination")]
    public async Task Without_creation_in_the_selected_protocol_no_walk_is_possible(
        string protocol, string extensions, CancellationToken token)
    {
        await using var server = new TinyTus { Extensions = extensions }.Start();
        var options = Runs.Options(server) with { Selection = new CaseSelection { Protocol = protocol } };
        var walks = new RandomWalks(new ChaosOptions { Duration = TimeSpan.FromMinutes(1) });
        var outcome = await new ConformanceRun(options, walks, new SilentObserver()).RunAsync(token);
        outcome.ShouldBeOfType<RunOutcome.NothingRun>().Reason.ShouldStartWith("No random walk is possible: ");
    }

    [Test]
    public async Task A_script_runs_its_steps_and_skips_impossible_ones(CancellationToken token)
    {
        await using var server = new TinyTus().Start();
        var script = new WalkScript
        {
            Id = "tus/resilience/walk/1",
            Seed = 5,
            Uploads = [3000, 10],
            Steps =
            [
                Step(0, WalkStepKind.Create), Step(1, WalkStepKind.Append) with { Bytes = 1000 },
                Step(2, WalkStepKind.Append) with { Bytes = 500, Fault = new WalkFault(WalkFaultKind.Reset, 200) },
                Step(3, WalkStepKind.Head), Step(4, WalkStepKind.Append) with { Bytes = 100, Shift = 7 }, Step(5, WalkStepKind.Append),
                Step(6, WalkStepKind.Append), Step(7, WalkStepKind.Get),
                Step(8, WalkStepKind.Delete) with { Upload = 1 }, Step(9, WalkStepKind.Revive),
            ],
        };
        var result = (await Runs.FinishAsync(Runs.Options(server), token, source: new OneWalk(script))).Cases.ShouldHaveSingleItem();
        result.Checks[0].Actual.ShouldStartWith("7 of 10 done");
        WalkVerdict.Broken(result).ShouldBeEmpty();
        var history = result.Evidence.History;
        history.Select(entry => (entry.Method, entry.Status))
            .ShouldBe([("POST", 201), ("PATCH", 204), ("PATCH", null), ("HEAD", 200), ("PATCH", 409), ("PATCH", 204), ("GET", 200)]);
        history[2].Sent.ShouldBe(200);
        history[4].Offset.ShouldBe(history[3].AnsweredOffset + 7);
        history[6].AnsweredBytes.ShouldBe(3000);
    }

    [Test]
    public async Task An_undisturbed_upload_is_finished_by_a_client_that_retries_while_it_is_busy(CancellationToken token)
    {
        var heads = 0;
        await using var server =
            new TinyTus((request, answer) => request.Method == "HEAD" && ++heads is 2 or 3 ? "423\nTus-Resumable: 1.0.0" : answer).Start();
        var result = await WalkAsync(server, token, Step(0, WalkStepKind.Create), Step(1, WalkStepKind.Finish));
        result.Verdict.ShouldBe(Verdict.Pass);
        result.Checks.ShouldContain(check => check.Subject == "Undisturbed uploads at the end" && check.Actual == "1 of 1");
        result.Evidence.History.Select(entry => (entry.Method, entry.Status))
            .ShouldBe([("POST", 201), ("HEAD", 423), ("HEAD", 423), ("HEAD", 200), ("PATCH", 204), ("HEAD", 200)]);
    }

    [Test]
    public async Task An_upload_that_can_not_be_finished_is_named_with_the_last_answer(CancellationToken token)
    {
        await using var server = new TinyTus((request, answer) => request.Method == "HEAD" ? "500\nTus-Resumable: 1.0.0" : answer).Start();
        var result = await WalkAsync(server, token, Step(0, WalkStepKind.Create), Step(1, WalkStepKind.Finish));
        WalkVerdict.Broken(result).ShouldBe(["an undisturbed upload can be finished"]);
        var check = result.Checks.Single(check => check.Verdict == Verdict.Warn);
        check.Subject.ShouldStartWith("Upload A: ");
        check.Actual.ShouldStartWith("500 to the last try, after ");
        check.Operations.ShouldBe([4]);
        result.Evidence.History.Count(entry => entry.Method == "HEAD").ShouldBe(3);
    }

    [Test]
    public async Task A_lock_that_is_never_released_shows_after_half_a_minute(CancellationToken token)
    {
        await using var server =
            new TinyTus((request, answer) => request.Method == "PATCH" ? "423\nTus-Resumable: 1.0.0" : answer) { Loses = 3000 }.Start();
        var script = new WalkScript
        {
            Id = "tus/resilience/walk/1", Seed = 5, Uploads = [3000], Steps = [Step(0, WalkStepKind.Create), Step(1, WalkStepKind.Finish)],
        };
        var result = (await Runs.FinishAsync(Runs.Options(server) with { TimeProvider = new QuickTime(20) }, token,
            source: new OneWalk(script))).Cases.ShouldHaveSingleItem();
        WalkVerdict.Broken(result).ShouldBe(["an undisturbed upload can be finished"]);
        result.Checks.Single(check => check.Verdict == Verdict.Warn).Actual.ShouldMatch(
            "^423 to the last try, after [3-9][0-9]\\.[0-9] s; the last reported offset is 0$");
    }

    [Test]
    public async Task A_deleted_upload_need_not_be_finished(CancellationToken token)
    {
        await using var server = new TinyTus().Start();
        var result =
            await WalkAsync(server, token, Step(0, WalkStepKind.Create), Step(1, WalkStepKind.Delete), Step(2, WalkStepKind.Finish));
        WalkVerdict.Broken(result).ShouldBeEmpty();
        result.Checks[0].Actual.ShouldStartWith("2 of 3 done");
    }

    private static async Task<CaseRecord> WalkAsync(ScriptedServer server, CancellationToken token, params IReadOnlyList<WalkStep> steps)
    {
        var script = new WalkScript { Id = "tus/resilience/walk/1", Seed = 5, Uploads = [3000], Steps = steps };
        return (await Runs.FinishAsync(Runs.Options(server), token, source: new OneWalk(script))).Cases.ShouldHaveSingleItem();
    }

    private static WalkStep Step(int round, WalkStepKind kind) => new()
    {
        Round = round, Client = 1, Do = kind, Bytes = kind == WalkStepKind.Create ? 0 : null,
    };
}
