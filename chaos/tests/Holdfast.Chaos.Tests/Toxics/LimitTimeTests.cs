using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Toxics;

public sealed class LimitTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestCase(ToxicStream.Upstream)]
    [TestCase(ToxicStream.Downstream)]
    [CancelAfter(20_000)]
    public async Task Both_sides_see_FIN_after_the_time_while_data_flows(ToxicStream stream, CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig =
            await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.LimitTime(Second) with { Stream = stream });
        var (client, server) = await rig.ConnectAsync(token);
        for (var part = 0; part < 9; part++)
        {
            time.Advance(Second / 10);
            await server.SendTextAsync("x", token);
            await client.ReceiveExactlyAsync(1, token);
        }

        time.Advance(Second / 10);

        (await client.ReceiveToEndAsync(token)).End.ShouldBe("FIN");
        (await server.ReceiveToEndAsync(token)).End.ShouldBe("FIN");
        var closed = await rig.EventAsync(ChaosEventKind.ConnectionClosed, token);
        (closed.Toxic, closed.Detail).ShouldSatisfyAllConditions(
            all => all.Toxic.ShouldBe("limit_time"), all => all.Detail.ShouldContain("reached its limit of 1000 ms"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_idle_connection_is_closed_too_and_zero_closes_at_once(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.LimitTime(TimeSpan.Zero));
        var (client, server) = await rig.ConnectAsync(token);

        (await client.EndAsync(token)).ShouldBe("FIN");
        (await server.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_change_does_not_restart_the_clock_and_a_removal_stops_it(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.LimitTime(2 * Second));
        var (client, server) = await rig.ConnectAsync(token);
        var (spared, sparedServer) = await rig.ConnectAsync(token);
        time.Advance(Second);
        rig.Proxy.Update("limit_time_downstream", toxic => (LimitTimeToxic)toxic with { After = Second });
        (await client.EndAsync(token)).ShouldBe("FIN");
        (await spared.EndAsync(token)).ShouldBe("FIN");

        var (late, lateServer) = await rig.ConnectAsync(token);
        rig.Proxy.Remove("limit_time_downstream");
        time.Advance(5 * Second);
        await lateServer.SendTextAsync("on", token);

        (await late.ReceiveTextAsync(2, token)).ShouldBe("on");
        server.Dispose();
        sparedServer.Dispose();
    }
}
