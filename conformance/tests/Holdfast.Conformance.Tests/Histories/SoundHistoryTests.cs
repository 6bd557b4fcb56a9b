namespace Holdfast.Conformance.Tests.Histories;

/// <summary>Who accuses a server that keeps every promise is of no use, however rarely it happens.</summary>
public sealed class SoundHistoryTests
{
    private const int Histories = 20_000;

    [TestCase(false)]
    [TestCase(true)]
    public void Nothing_is_held_against_a_sound_server_in_whatever_order_its_requests_met(bool isDraft) =>
        Enumerable.Range(1, Histories).Select(seed => (Seed: seed, Broken: string.Join("; ", SimulatedServer.HistoryOf(seed, isDraft).Broken().Distinct())))
            .Where(history => history.Broken.Length > 0).Take(10).ShouldBeEmpty();
}
