using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Toxics;

public sealed class SlowCloseTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestCase(ToxicStream.Downstream)]
    [TestCase(ToxicStream.Upstream)]
    [CancelAfter(20_000)]
    public async Task A_fin_in_its_direction_is_held_and_the_other_direction_works_meanwhile(ToxicStream stream, CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig =
            await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.SlowClose(Second) with { Stream = stream });
        var (client, server) = await rig.ConnectAsync(token);
        var (closing, other) = stream == ToxicStream.Upstream ? (client, server) : (server, client);

        await closing.SendTextAsync("last", token);
        closing.Shutdown(SocketShutdown.Send);

        (await other.ReceiveTextAsync(4, token)).ShouldBe("last");
        (await rig.EventAsync(ChaosEventKind.ToxicApplied, token)).Offset.ShouldBe(4);
        await other.SendTextAsync("answer", token);
        (await closing.ReceiveTextAsync(6, token)).ShouldBe("answer");
        time.Advance(Second);
        (await other.EndAsync(token)).ShouldBe("FIN");
        (await closing.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_fin_of_the_other_direction_closes_at_once(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(
            options => options with { TimeProvider = new FakeTimeProvider() }, Toxic.SlowClose(Second));
        var (client, server) = await rig.ConnectAsync(token);

        client.Shutdown(SocketShutdown.Send);

        (await server.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Removal_ends_the_wait_with_a_close_and_a_change_restarts_the_wait(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.SlowClose(Second));
        var (client, server) = await rig.ConnectAsync(token);
        server.Shutdown(SocketShutdown.Send);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);

        time.Advance(Second / 2);
        rig.Proxy.Update("slow_close_downstream", toxic => (SlowCloseToxic)toxic with { Delay = Second });
        time.Advance(Second / 2);
        var end = client.EndAsync(token);
        (await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token))).ShouldNotBe(end);
        rig.Proxy.Remove("slow_close_downstream");

        (await end).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_slow_close_after_a_data_limit_delays_the_close_of_the_limit(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.LimitData(3), Toxic.SlowClose(TimeSpan.FromMilliseconds(200)));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("12345", token);
        await client.ReceiveTextAsync(3, token);
        var watch = Stopwatch.StartNew();

        (await client.EndAsync(token)).ShouldBe("FIN");

        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(150));
    }
}
