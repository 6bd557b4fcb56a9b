using System.Net.Sockets;
using Bogus;

namespace Holdfast.Chaos.Tests.Pipeline;

public sealed class ConcurrentChangeTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    [TestCase(1)]
    [TestCase(2)]
    [CancelAfter(20_000)]
    public async Task Changing_toxics_from_several_callers_under_traffic_neither_crashes_nor_hangs_the_proxy(
        int seed, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(seed == 1 ? options => options : Rig.Transparent);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(token);
        end.CancelAfter(Duration);

        await Task.WhenAll(
            Task.Run(() => ChangeToxics(rig.Proxy, seed, end.Token), token),
            Task.Run(() => ChangeToxics(rig.Proxy, seed + 100, end.Token), token),
            Task.Run(() => TrafficAsync(rig, seed, end.Token), token));

        foreach (var toxic in rig.Proxy.Toxics)
        {
            rig.Proxy.Remove(toxic.Name);
        }

        rig.Proxy.CloseConnections();
        var client = await rig.ConnectClientAsync(token);
        await client.SendTextAsync("alive", token);
        client.Shutdown(SocketShutdown.Send);
        while (!await IsAliveAsync(rig, token))
        {
            // Connections that the traffic abandoned are still queued before this one.
        }
    }

    private static async Task<bool> IsAliveAsync(Rig rig, CancellationToken token)
    {
        var (data, _) = await (await rig.AcceptAsync(token)).ReceiveToEndAsync(token);
        return data.AsSpan().SequenceEqual("alive"u8);
    }

    private static void ChangeToxics(ChaosProxy proxy, int seed, CancellationToken end)
    {
        var random = new Randomizer(seed);
        while (!end.IsCancellationRequested)
        {
            var toxic = Any(random);
            var present = proxy.Toxics;
            switch (random.Int(0, 2))
            {
                case 0:
                    proxy.TryAdd(toxic);
                    break;
                case 1 when present.Count > 0:
                    proxy.TryUpdate(random.ListItem([.. present]).Name, old => old with { Toxicity = random.Float(-0.2f, 1.2f) });
                    break;
                case 2 when present.Count > 0:
                    proxy.TryRemove(random.ListItem([.. present]).Name);
                    break;
                default:
                    break;
            }
        }
    }

    private static Toxic Any(Randomizer random)
    {
        Toxic toxic = random.Int(0, 4) switch
        {
            0 => Toxic.Latency(TimeSpan.FromMilliseconds(random.Int(-5, 5)), TimeSpan.FromMilliseconds(random.Int(0, 5))),
            1 => Toxic.Bandwidth(random.Int(-1, 100_000)),
            2 => Toxic.LimitData(random.Int(-1, 100_000)),
            3 => Toxic.Timeout(TimeSpan.FromMilliseconds(random.Int(0, 20))),
            _ => Toxic.ResetPeer(TimeSpan.FromMilliseconds(random.Int(0, 20))),
        };
        return toxic with { Stream = random.Enum<ToxicStream>(), Toxicity = random.Float(), Name = $"{toxic.Type}{random.Int(0, 3)}" };
    }

    private static async Task TrafficAsync(Rig rig, int seed, CancellationToken end)
    {
        var random = new Randomizer(seed);
        while (!end.IsCancellationRequested)
        {
            try
            {
                var (client, server) = await rig.ConnectAsync(end);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(end);
                limit.CancelAfter(TimeSpan.FromMilliseconds(random.Int(1, 30)));
                await Task.WhenAll(
                    client.SendAsync(random.Bytes(random.Int(1, 50_000)), SocketFlags.None, limit.Token).AsTask(),
                    server.SendAsync(random.Bytes(random.Int(1, 50_000)), SocketFlags.None, limit.Token).AsTask(),
                    client.ReceiveToEndAsync(limit.Token));
            }
            catch (Exception expected) when (expected is SocketException or OperationCanceledException)
            {
                // The traffic is meant to have broken connections.
            }
        }
    }
}
