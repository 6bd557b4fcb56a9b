using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Toxics;

/// <summary>A rate that all connections of a proxy share.</summary>
public sealed class SharedBandwidthTests
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(10);

    [Test]
    [CancelAfter(20_000)]
    public async Task Two_connections_take_turns_on_one_rate(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.SharedBandwidth(10));
        var (one, oneServer) = await rig.ConnectAsync(token);
        await oneServer.SendAsync(new byte[1000], SocketFlags.None, token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token, connection: 1);
        var (two, twoServer) = await rig.ConnectAsync(token);
        await twoServer.SendAsync(new byte[1000], SocketFlags.None, token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token, connection: 2);

        // 10 kB/s: 100 bytes every 10 ms, alternating between the connections.
        for (var turn = 0; turn < 3; turn++)
        {
            time.Advance(Slice);
            await one.ReceiveExactlyAsync(100, token);
            (one.Available, two.Available).ShouldBe((0, 0));
            time.Advance(Slice);
            await two.ReceiveExactlyAsync(100, token);
            (one.Available, two.Available).ShouldBe((0, 0));
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Four_connections_together_are_no_faster_than_one_and_none_starves(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Rig.Transparent, Toxic.SharedBandwidth(400));
        var pairs = new List<(Socket Client, Socket Server)>();
        for (var count = 0; count < 4; count++)
        {
            pairs.Add(await rig.ConnectAsync(token));
        }

        var watch = Stopwatch.StartNew();
        var ends = await Task.WhenAll(pairs.Select(async pair =>
        {
            var sending = pair.Server.SendAsync(new byte[50_000], SocketFlags.None, token);
            await pair.Client.ReceiveExactlyAsync(50_000, token);
            await sending;
            return watch.Elapsed;
        }));

        // 200,000 bytes at 400,000 bytes per second; all connections end at about the same time.
        ends.Max().ShouldBeGreaterThan(TimeSpan.FromMilliseconds(495));
        ends.Min().ShouldBeGreaterThan(ends.Max() / 2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Rate_zero_holds_all_connections_and_a_higher_rate_continues_them(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.SharedBandwidth(0));
        var (one, oneServer) = await rig.ConnectAsync(token);
        var (two, twoServer) = await rig.ConnectAsync(token);
        await oneServer.SendTextAsync("one", token);
        await twoServer.SendTextAsync("two", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token, connection: 1);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token, connection: 2);
        one.Available.ShouldBe(0);

        rig.Proxy.Update("shared_bandwidth_downstream", toxic => (BandwidthToxic)toxic with { KilobytesPerSecond = 1000 });

        (await one.ReceiveTextAsync(3, token)).ShouldBe("one");
        (await two.ReceiveTextAsync(3, token)).ShouldBe("two");
    }
}
