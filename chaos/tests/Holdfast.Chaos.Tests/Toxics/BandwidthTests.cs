using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Toxics;

public sealed class BandwidthTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_kilobyte_has_a_thousand_bytes_and_a_slice_a_hundred_milliseconds(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.Bandwidth(5));
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(1200);
        await server.SendAsync(data, SocketFlags.None, token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);

        // 5 kB/s: 500 bytes every 100 ms; the rest waits for its share of that time.
        time.Advance(TimeSpan.FromMilliseconds(100));
        (await client.ReceiveExactlyAsync(500, token)).ShouldBe(data[..500]);
        client.Available.ShouldBe(0);
        time.Advance(TimeSpan.FromMilliseconds(100));
        (await client.ReceiveExactlyAsync(500, token)).ShouldBe(data[500..1000]);
        client.Available.ShouldBe(0);
        time.Advance(TimeSpan.FromMilliseconds(40));
        (await client.ReceiveExactlyAsync(200, token)).ShouldBe(data[1000..]);
    }

    [TestCase(1_000)]
    [TestCase(20_000)]
    [CancelAfter(20_000)]
    public async Task Data_takes_at_least_its_time_and_arrives_whole(int rate, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Rig.Transparent, Toxic.Bandwidth(rate));
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(rate * 400);
        var watch = Stopwatch.StartNew();

        var sending = server.SendAsync(data, SocketFlags.None, token);
        (await client.ReceiveExactlyAsync(data.Length, token)).SequenceEqual(data).ShouldBeTrue();
        await sending;

        // 400 ms at this rate, minus the resolution of the clock, by which the first slice may be early.
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(395));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [CancelAfter(20_000)]
    public async Task Rate_zero_holds_all_data_and_removal_delivers_it(int rate, CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(options => options with { TimeProvider = time }, Toxic.Bandwidth(rate));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("hello", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);
        time.Advance(TimeSpan.FromDays(1));
        client.Available.ShouldBe(0);

        rig.Proxy.Remove("bandwidth_downstream");

        (await client.ReceiveTextAsync(5, token)).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_connection_held_by_rate_zero_continues_when_the_rate_is_raised(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Bandwidth(0));
        var (client, server) = await rig.ConnectAsync(token);
        await server.SendTextAsync("hello", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);

        rig.Proxy.Update("bandwidth_downstream", toxic => (BandwidthToxic)toxic with { KilobytesPerSecond = long.MaxValue });

        (await client.ReceiveTextAsync(5, token)).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_fin_waits_for_the_paced_data(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Bandwidth(100));
        var (client, server) = await rig.ConnectAsync(token);
        var data = Wire.Pattern(20_000);

        await server.SendAsync(data, SocketFlags.None, token);
        server.Shutdown(SocketShutdown.Send);

        var (received, end) = await client.ReceiveToEndAsync(token);
        received.ShouldBe(data);
        end.ShouldBe("FIN");
    }
}
