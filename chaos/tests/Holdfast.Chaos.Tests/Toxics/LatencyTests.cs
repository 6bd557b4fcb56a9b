using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Toxics;

public sealed class LatencyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    [CancelAfter(20_000)]
    public async Task A_chunk_is_sent_after_its_delay_and_not_before(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.Latency(Second));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("hello", token);
        var applied = await rig.EventAsync(ChaosEventKind.ToxicApplied, token);
        (applied.Toxic, applied.Stream, applied.Offset).ShouldBe(("latency", ToxicStream.Downstream, 0));

        var arrival = client.ReceiveTextAsync(5, token);
        time.Advance(TimeSpan.FromMilliseconds(999));
        (await Task.WhenAny(arrival, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token))).ShouldNotBe(arrival);

        time.Advance(TimeSpan.FromMilliseconds(1));
        (await arrival).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Only_its_own_direction_is_delayed(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(options => options with
        {
            TimeProvider = new FakeTimeProvider(),
        }, Toxic.Latency(Second));
        var (client, server) = await rig.ConnectAsync(token);

        await client.SendTextAsync("hello", token);

        (await server.ReceiveTextAsync(5, token)).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Latency_delays_but_does_not_limit_the_rate(CancellationToken token)
    {
        var watch = Stopwatch.StartNew();
        await using var rig = await Rig.StartAsync(Toxic.Latency(TimeSpan.FromMilliseconds(200)));
        var (client, server) = await rig.ConnectAsync(token);
        for (var message = 0; message < 20; message++)
        {
            await server.SendTextAsync("0123456789", token);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
        }

        await client.ReceiveExactlyAsync(200, token);

        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(200));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(20 * 200));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Two_latencies_add(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(
            Toxic.Latency(TimeSpan.FromMilliseconds(100)), Toxic.Latency(TimeSpan.FromMilliseconds(50)) with { Name = "second" });
        var (client, server) = await rig.ConnectAsync(token);
        var watch = Stopwatch.StartNew();

        await server.SendTextAsync("x", token);
        await client.ReceiveExactlyAsync(1, token);

        watch.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(149));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Removing_a_latency_sends_everything_at_once_and_in_order(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(options => options with
        {
            TimeProvider = new FakeTimeProvider(),
        }, Toxic.Latency(Second));
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(300_000);
        await server.SendAsync(data, SocketFlags.None, token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);

        rig.Proxy.Remove("latency_downstream");

        (await client.ReceiveExactlyAsync(data.Length, token)).ShouldBe(data);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task After_a_change_the_waiting_chunk_keeps_its_deadline_and_later_chunks_have_the_new_delay(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.Latency(Second));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("a", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);

        rig.Proxy.Update("latency_downstream", toxic => (LatencyToxic)toxic with { Delay = TimeSpan.FromHours(1) });
        time.Advance(Second);

        (await client.ReceiveTextAsync(1, token)).ShouldBe("a");
        await server.SendTextAsync("b", token);
        var second = client.ReceiveTextAsync(1, token);
        time.Advance(Second);
        (await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token))).ShouldNotBe(second);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_FIN_of_an_idle_connection_is_not_delayed_and_one_after_data_follows_the_data(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => Rig.Transparent(options) with { TimeProvider = time }, Toxic.Latency(Second));
        var (client, server) = await rig.ConnectAsync(token);
        server.Shutdown(SocketShutdown.Send);
        (await client.EndAsync(token)).ShouldBe("FIN");

        var (next, nextServer) = await rig.ConnectAsync(token);
        await nextServer.SendTextAsync("x", token);
        nextServer.Shutdown(SocketShutdown.Send);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token, connection: 2);
        time.Advance(Second);
        var (data, end) = await next.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((1, "FIN"));
    }

    [TestCase(-1000, 0)]
    [TestCase(0, 0)]
    [TestCase(-1000, -5)]
    [TestCase(-1000, 10)]
    [CancelAfter(20_000)]
    public async Task A_negative_delay_delays_nothing(int delay, int jitter, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(
            options => options with { TimeProvider = new FakeTimeProvider() },
            Toxic.Latency(TimeSpan.FromMilliseconds(delay), TimeSpan.FromMilliseconds(jitter)));
        var (client, server) = await rig.ConnectAsync(token);

        await server.SendTextAsync("x", token);

        (await client.ReceiveTextAsync(1, token)).ShouldBe("x");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_longest_delay_and_jitter_are_accepted_and_can_be_removed(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Latency(TimeSpan.MaxValue, TimeSpan.MaxValue));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("x", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);

        rig.Proxy.Remove("latency_downstream");

        (await client.ReceiveTextAsync(1, token)).ShouldBe("x");
    }
}
