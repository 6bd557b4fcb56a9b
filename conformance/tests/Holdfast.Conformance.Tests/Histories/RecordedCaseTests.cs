using Holdfast.Conformance.Tests.Peer;
using Holdfast.Conformance.Tests.Tus;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Histories;

/// <summary>Cases have histories without knowing of them.</summary>
[CancelAfter(40_000)]
public sealed class RecordedCaseTests
{
    [Test]
    public async Task A_cut_transfer_is_recorded_with_the_bytes_sent_and_an_unknown_outcome(CancellationToken token)
    {
        var result = await Runs.OneAsync(new TinyTus(), "tus/resilience/cut/in-body/reset", token);
        var history = result.Evidence.History;
        history.Select(entry => entry.Number).ShouldBe(Enumerable.Range(1, history.Count));
        var cut = history.Single(entry => entry.Outcome == OperationOutcome.Info);
        history.Where(entry => entry.Kind is not (OperationKind.Head or OperationKind.Other))
            .Select(entry => (entry.Kind, entry.Upload, entry.Outcome, entry.Offset, entry.Sent, entry.AnsweredOffset)).ShouldBe(
        [
            (OperationKind.Create, "A", OperationOutcome.Ok, 0, 0, null),
            (OperationKind.Append, "A", OperationOutcome.Ok, 0, 100, 100),
            (OperationKind.Append, "A", OperationOutcome.Info, 100, cut.Sent, null),

            // The last byte that was sent is the one that the link swallows when it breaks.
            (OperationKind.Append, "A", OperationOutcome.Ok, 99 + cut.Sent, 4001 - cut.Sent, 4100),
            (OperationKind.Get, "A", OperationOutcome.Ok, null, 0, null),
        ]);
        cut.Bytes.ShouldBe(4000);
        cut.Sent.ShouldBeInRange(3, 3999);
        cut.EndMs.ShouldNotBeNull().ShouldBeGreaterThan(cut.AtMs);
        history[^1].AnsweredBytes.ShouldBe(4100);
        history.ShouldNotContain(entry => entry.Kind == OperationKind.Delete, "Cleaning up is no part of the evidence.");
    }

    [Test]
    public async Task A_resilience_case_is_judged_by_its_history_and_measured(CancellationToken token)
    {
        var result = await Runs.OneAsync(new TinyTus(), "tus/resilience/cut/in-body/fin", token);
        var judged = result.Checks.Where(check => check.Operations is not null).ShouldHaveSingleItem();
        judged.Verdict.ShouldBe(Verdict.Pass);
        judged.Expected.ShouldNotBeNull().ShouldContain("acknowledged bytes are never lost; ");
        judged.Operations.ShouldBe(result.Evidence.History.Select(entry => entry.Number));
        var measured = result.Measurements.ShouldNotBeNull().ToDictionary(measurement => measurement.Name);
        double sent = result.Evidence.History.Single(entry => entry.Outcome == OperationOutcome.Info).Sent;
        measured["bytes to send again"].ShouldBe(new Measurement("bytes to send again", 1, "bytes"));
        measured["offset accuracy after a cut (kept of sent)"].Value.ShouldBe((sent - 1) / sent, tolerance: 0.001);
        measured["time from cut to resumable"].Value.ShouldBeGreaterThan(0);
    }

    [Test]
    public async Task A_broken_invariant_names_its_operations_in_the_results(CancellationToken token)
    {
        var result = await Runs.OneAsync(new TinyTus { Loses = 1 }, "tus/resilience/lost-answer/last-append", token);
        var broken = result.Checks.First(check => check.Operations is not null);
        broken.Verdict.ShouldBe(Verdict.Fail);
        broken.Subject.ShouldBe("Upload A: acknowledged bytes are never lost");
        broken.Operations.ShouldNotBeNull().Count.ShouldBe(2);
        broken.Requirements.ShouldContain("TUS-038");
    }

    [Test]
    public async Task A_case_without_faults_is_not_judged_by_its_history(CancellationToken token)
    {
        var result = await Runs.OneAsync(new TinyTus(), "tus/core/patch/appends", token);
        result.Evidence.History.ShouldNotBeEmpty();
        result.Measurements.ShouldBeNull();
        result.Checks.ShouldAllBe(check => check.Operations == null);
    }

    [Test]
    public async Task A_fault_tells_when_it_ended(CancellationToken token)
    {
        var result = await Runs.OneAsync(new TinyTus(), "tus/resilience/stall/handover-by-head", token);
        var held = result.Evidence.Faults.Where(fault => fault.EndMs is not null).ToList();
        held.ShouldNotBeEmpty();
        held.ShouldAllBe(fault => fault.EndMs >= fault.AtMs);
    }
}
