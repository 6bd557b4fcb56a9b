using System.Diagnostics;
using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Pipeline;

[TestFixture(true)]
[TestFixture(false)]
public sealed class LiveChangeTests(bool polled)
{
    // Toxiproxy hangs for 25 s here. Half of that is enough for a busy machine, and still shows the difference.
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(12);

    [Test]
    [CancelAfter(20_000)]
    public async Task Changes_on_a_connection_whose_reader_has_stalled_do_not_wait(CancellationToken token)
    {
        await using var rig = await StartAsync(Toxic.Latency(TimeSpan.FromMilliseconds(1)));
        var (client, server) = await rig.ConnectAsync(token);
        var flood = FloodAsync(server, token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);
        var watch = Stopwatch.StartNew();

        rig.Proxy.Add(Toxic.Bandwidth(1000));
        rig.Proxy.Add(Toxic.LimitData(1_000_000_000));
        rig.Proxy.Update("latency_downstream", toxic => (LatencyToxic)toxic with { Delay = TimeSpan.FromMilliseconds(5) });
        rig.Proxy.Remove("bandwidth_downstream");
        rig.Proxy.Remove("latency_downstream");
        rig.Proxy.Remove("limit_data_downstream");
        await rig.Proxy.DisableAsync(token);
        await rig.Proxy.EnableAsync(token);

        watch.Elapsed.ShouldBeLessThan(Prompt);
        await flood;
        var (next, nextServer) = await rig.ConnectAsync(token);
        await nextServer.SendTextAsync("x", token);
        await next.ReceiveExactlyAsync(1, token);
        client.Dispose();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_stage_before_one_that_has_closed_can_still_be_changed_and_removed(CancellationToken token)
    {
        await using var rig = await StartAsync(Toxic.Latency(TimeSpan.FromMilliseconds(1)), Toxic.LimitData(10));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("0123456789abcdef", token);
        await client.ReceiveExactlyAsync(10, token);

        rig.Proxy.Update("latency_downstream", toxic => toxic with { Toxicity = 0.9f });
        rig.Proxy.Remove("latency_downstream");

        rig.Proxy.Toxics.Select(toxic => toxic.Name).ShouldBe(["limit_data_downstream"]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_toxic_added_to_an_open_connection_applies_to_the_next_byte(CancellationToken token)
    {
        var traffic = new Metrics.TrafficTable();
        await using var rig = await Rig.StartAsync(options => options with { Polled = polled, Traffic = traffic });
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("before", token);
        await client.ReceiveExactlyAsync(6, token);
        while (traffic.All.Sum(count => count.Value.Sent) < 6)
        {
            // The proxy counts what it has written, after the client can read it.
            await Task.Yield();
        }

        rig.Proxy.Add(Toxic.LimitData(3));
        await server.SendTextAsync("after", token);

        var (data, end) = await client.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((3, "FIN"));
        (await rig.EventAsync(ChaosEventKind.ToxicApplied, token)).Offset.ShouldBe(9);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Misuse_is_refused_with_a_sentence(CancellationToken token)
    {
        await using var rig = await StartAsync(Toxic.LimitData(3));

        Should.Throw<ArgumentException>(() => rig.Proxy.Add(Toxic.LimitData(4))).Message.ShouldContain("'limit_data_downstream'");
        Should.Throw<ArgumentException>(() => rig.Proxy.Remove("nobody")).Message.ShouldContain("'nobody'");
        Should.Throw<ArgumentException>(() => rig.Proxy.Update("limit_data_downstream", _ => Toxic.Timeout())).Message.ShouldContain(
            "must stay");
        await Should.ThrowAsync<ArgumentException>(() => StartAsync(Toxic.Timeout(), Toxic.Timeout()));
        token.ThrowIfCancellationRequested();
    }

    private Task<Rig> StartAsync(params Toxic[] toxics) => Rig.StartAsync(options => options with { Polled = polled }, toxics);

    private static async Task FloodAsync(Socket socket, CancellationToken token)
    {
        try
        {
            while (true)
            {
                await socket.SendAsync(new byte[100_000], SocketFlags.None, token);
            }
        }
        catch (SocketException)
        {
            // Disabling the proxy ends the flood.
        }
    }
}
