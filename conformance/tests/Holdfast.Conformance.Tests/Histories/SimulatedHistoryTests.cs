using System.Reflection;
using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tests.Histories;

/// <summary>
/// A checker that accuses a correct server, however rarely, is useless; and a checker that is never the only one to find something is
/// unnecessary.
/// </summary>
public sealed class SimulatedHistoryTests
{
    private const int Histories = 20_000;

    [TestCase(false)]
    [TestCase(true)]
    public void A_sound_server_is_never_accused_in_any_order_of_requests(bool isDraft) =>
        Enumerable.Range(1, Histories)
            .Select(seed => (Seed: seed, Broken: string.Join("; ", SimulatedServer.HistoryOf(seed, isDraft).Broken().Distinct())))
            .Where(history => history.Broken.Length > 0).Take(10).ShouldBeEmpty();

    [TestCase(SimulatedFlaw.LosesAcknowledged, "acknowledged bytes are never lost")]
    [TestCase(SimulatedFlaw.ForgetsTold, "the offset never shrinks")]
    [TestCase(SimulatedFlaw.RunsAhead, "the offset never exceeds the bytes sent")]
    [TestCase(SimulatedFlaw.RefusesTold, "the next append accepts an offset that the server reported")]
    [TestCase(SimulatedFlaw.Garbles, "the content is what was sent")]
    [TestCase(SimulatedFlaw.TakesBothWriters, "exactly one of several racing writers wins")]
    [TestCase(SimulatedFlaw.TakesRepetitions, "no byte is stored twice")]
    [TestCase(SimulatedFlaw.ChangesAfterCompletion, "nothing changes after completion")]
    [TestCase(SimulatedFlaw.BringsBack, "what is deleted stays deleted")]
    [TestCase(SimulatedFlaw.TakesNeighbours, "unrelated uploads are untouched")]
    public void A_flaw_is_detected_by_its_checker_and_in_some_history_by_no_other(SimulatedFlaw flaw, string invariant) =>
        Enumerable.Range(1, Histories).Any(
            seed => SimulatedServer.HistoryOf(seed, isDraft: false, flaw).Broken().Distinct().SequenceEqual([invariant])).ShouldBeTrue();

    [Test]
    public void Every_checker_has_its_own_flaw() =>
        typeof(SimulatedHistoryTests).GetMethod(
            nameof(A_flaw_is_detected_by_its_checker_and_in_some_history_by_no_other))!.GetCustomAttributes<TestCaseAttribute>()
            .Select(test => (string)test.Arguments[1]!)
            .ShouldBe(HistoryJudge.Checkers.Select(checker => checker.Invariant), ignoreOrder: true);
}
