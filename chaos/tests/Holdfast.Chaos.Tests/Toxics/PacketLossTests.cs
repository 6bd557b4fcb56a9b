using System.Net.Sockets;
using Holdfast.Chaos.Metrics;

namespace Holdfast.Chaos.Tests.Toxics;

public sealed class PacketLossTests
{
    private const int Messages = 300;

    [TestCase(0, 0, Messages, Messages)]
    [TestCase(-1, 1, Messages, Messages)]
    [TestCase(0.3, 0, 180, 240)]
    [TestCase(0.3, 0.5, 110, 200)]
    [TestCase(1, 0, 0, 0)]
    [TestCase(7, 0, 0, 0)]
    [CancelAfter(30_000)]
    public async Task Chunks_are_dropped_at_the_rate_and_the_rest_arrives_in_order(
        double rate, double correlation, int fewest, int most, CancellationToken token)
    {
        var traffic = new TrafficTable();
        await using var rig =
            await Rig.StartAsync(options => options with { Seed = 7, Traffic = traffic }, Toxic.PacketLoss(rate, correlation));
        var (client, server) = await rig.ConnectAsync(token);
        for (var message = 0; message < Messages; message++)
        {
            // A chunk is what one read returns, and the next message is sent when this one has been read.
            await server.SendTextAsync($"{message:000} ", token);
            while (traffic.All.Sum(count => count.Value.Received) < (message + 1) * 4)
            {
                await Task.Yield();
            }
        }

        server.Shutdown(SocketShutdown.Send);
        var (data, end) = await client.ReceiveToEndAsync(token);

        var arrived = System.Text.Encoding.ASCII.GetString(data).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        arrived.Length.ShouldBeInRange(fewest, most);
        arrived.ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        end.ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Packet_loss_closes_nothing_and_data_after_its_removal_passes(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.PacketLoss(1) with { Stream = ToxicStream.Upstream });
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync("lost", token);
        await rig.EventAsync(ChaosEventKind.ToxicApplied, token);
        rig.Proxy.Remove("packet_loss_upstream");
        await client.SendTextAsync("found", token);

        (await server.ReceiveTextAsync(5, token)).ShouldBe("found");
        rig.Proxy.LiveConnections.ShouldBe(1);
    }

    [TestCase(double.NaN, 0)]
    [TestCase(0, double.PositiveInfinity)]
    [CancelAfter(20_000)]
    public async Task A_rate_that_is_not_a_number_is_refused(double rate, double correlation, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync();

        Should.Throw<ArgumentException>(() => rig.Proxy.Add(Toxic.PacketLoss(rate, correlation))).Message.ShouldContain("from 0 to 1");
    }
}
