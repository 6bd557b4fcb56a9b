namespace Holdfast.Chaos.Tests.Toxics;

public sealed class ToxicityTests
{
    private const int Connections = 60;

    [Test]
    [CancelAfter(20_000)]
    public async Task The_same_seed_gives_the_same_decisions_and_another_seed_others(CancellationToken token)
    {
        var first = await StruckAsync(seed: 42, token);
        var again = await StruckAsync(seed: 42, token);
        var other = await StruckAsync(seed: 43, token);

        again.ShouldBe(first);
        other.ShouldNotBe(first);
        first.Count.ShouldBeInRange(Connections / 4, Connections * 3 / 4);
    }

    [TestCase(0f, 0)]
    [TestCase(-1f, 0)]
    [TestCase(1f, 10)]
    [TestCase(2f, 10)]
    [CancelAfter(20_000)]
    public async Task Toxicity_zero_or_below_applies_to_none_and_one_or_above_to_all(float toxicity, int expected, CancellationToken token)
    {
        (await StruckAsync(1, token, toxicity, connections: 10)).Count.ShouldBe(expected);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_change_of_another_attribute_or_another_toxic_does_not_decide_again(CancellationToken token)
    {
        await using var rig =
            await Rig.StartAsync(Toxic.Latency(TimeSpan.Zero) with { Toxicity = 0.5f }, Toxic.LimitData(0) with { Toxicity = 0.5f });
        var struck = new List<bool>();
        for (var connection = 0; connection < 20; connection++)
        {
            var (client, server) = await rig.ConnectAsync(token);
            for (var change = 0; change < 5; change++)
            {
                rig.Proxy.Update("limit_data_downstream", toxic => toxic with { });
                rig.Proxy.Update("latency_downstream", toxic => (LatencyToxic)toxic with { Jitter = TimeSpan.FromTicks(change) });
            }

            await server.SendTextAsync("x", token);
            struck.Add((await client.ReceiveAsync(new byte[1], token)) == 0);
        }

        struck.ShouldBe(await LimitedAsync(20, token));
    }

    private static async Task<List<bool>> LimitedAsync(int connections, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.LimitData(0) with { Toxicity = 0.5f });
        var struck = new List<bool>();
        for (var connection = 0; connection < connections; connection++)
        {
            var (client, server) = await rig.ConnectAsync(token);
            await server.SendTextAsync("x", token);
            struck.Add((await client.ReceiveAsync(new byte[1], token)) == 0);
        }

        return struck;
    }

    private static async Task<List<int>> StruckAsync(
        ulong seed, CancellationToken token, float toxicity = 0.5f, int connections = Connections)
    {
        await using var rig =
            await Rig.StartAsync(options => options with { Seed = seed }, Toxic.LimitData(0) with { Toxicity = toxicity });
        var struck = new List<int>();
        for (var number = 1; number <= connections; number++)
        {
            var (client, server) = await rig.ConnectAsync(token);
            await server.SendTextAsync("x", token);
            if (await client.ReceiveAsync(new byte[1], token) == 0)
            {
                struck.Add(number);
            }
        }

        return struck;
    }
}
