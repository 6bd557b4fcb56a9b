using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Conformance.Walks;

namespace Holdfast.Conformance.Tests.Walks;

/// <summary>Where random walks can be taken, and what a script that was taken again comes to.</summary>
[CancelAfter(20_000)]
public sealed class ChaosRunTests
{
    [TestCase("ietf", "creation,termination")]
    [TestCase("tus", "termination")]
    public async Task Where_nobody_can_create_in_the_protocol_that_was_asked_for_there_is_nothing_to_walk_on(string protocol, string extensions, CancellationToken token)
    {
        await using var server = new TinyTus { Extensions = extensions }.Start();
        var options = Runs.Options(server) with { Selection = new CaseSelection { Protocol = protocol }, Chaos = new ChaosOptions { Duration = TimeSpan.FromMinutes(1) } };
        var outcome = await new ConformanceRun(options, new SilentObserver()).RunAsync(token);
        outcome.ShouldBeOfType<RunOutcome.NothingRun>().Reason.ShouldStartWith("Nothing to walk on: ");
    }

    [Test]
    public async Task A_script_does_what_it_says_and_leaves_out_what_has_lost_its_sense(CancellationToken token)
    {
        await using var server = new TinyTus().Start();
        var script = new WalkScript
        {
            Id = "tus/resilience/walk/1",
            Seed = 5,
            Uploads = [3000, 10],
            Steps =
            [
                Step(0, WalkStepKind.Create), Step(1, WalkStepKind.Append) with { Octets = 1000 }, Step(2, WalkStepKind.Append) with { Octets = 500, Fault = new WalkFault(WalkFaultKind.Reset, 200) },
                Step(3, WalkStepKind.Head), Step(4, WalkStepKind.Append) with { Octets = 100, Shift = 7 }, Step(5, WalkStepKind.Append), Step(6, WalkStepKind.Append), Step(7, WalkStepKind.Get),
                Step(8, WalkStepKind.Delete) with { Upload = 1 }, Step(9, WalkStepKind.Revive),
            ],
        };
        var result = (await Runs.FinishAsync(Runs.Options(server) with { Walk = script }, token)).Cases.ShouldHaveSingleItem();
        result.Checks[0].Actual.ShouldStartWith("7 of 10 done");
        WalkVerdict.Broken(result).ShouldBeEmpty();
        var history = result.History.ShouldNotBeNull();
        history.Select(entry => (entry.Method, entry.Status)).ShouldBe([("POST", 201), ("PATCH", 204), ("PATCH", null), ("HEAD", 200), ("PATCH", 409), ("PATCH", 204), ("GET", 200)]);
        history[2].Sent.ShouldBe(200);
        history[4].Offset.ShouldBe(history[3].AnsweredOffset + 7);
        history[6].AnsweredOctets.ShouldBe(3000);
    }

    private static WalkStep Step(int round, WalkStepKind kind) => new() { Round = round, Client = 1, Do = kind, Octets = kind == WalkStepKind.Create ? 0 : null };
}
