using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Connections;

[NonParallelizable]
[TestFixture(true)]
[TestFixture(false)]
public sealed class LeakTests(bool polled)
{
    private const int Cycles = 10_000;
    private const int Workers = 8;

    private static readonly Toxic[] Toxics =
    [
        Toxic.Latency(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)),
        Toxic.Bandwidth(10_000),
        Toxic.LimitData(3),
        Toxic.ResetPeer(),
        Toxic.SlowClose(TimeSpan.FromMilliseconds(1)),
        Toxic.Slicer(2, 1),
        Toxic.Timeout(TimeSpan.FromMilliseconds(2)),
        Toxic.Http(HttpTrigger.AfterRequest() with { Nth = 0 }, HttpAction.Close()),
        Toxic.Http(HttpTrigger.BeforeRequest() with { Nth = 0 }, HttpAction.BlackHole()),
        Toxic.Http(HttpTrigger.BeforeRequest() with { Nth = 0 }, HttpAction.InjectStatus(500)),
        Toxic.Http(HttpTrigger.AfterRequestHead() with { Nth = 0 }, HttpAction.HalfClose(ToxicStream.Upstream)),
    ];

    [Test]
    [CancelAfter(180_000)]
    [Platform("Linux", Reason = "It counts sockets in /proc.")]
    public async Task Ten_thousand_connections_under_random_toxics_leave_no_socket_task_or_memory(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(options => options with { LogCapacity = 100, Seed = 4, Polled = polled });
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(token);
        var server = ServeAsync(rig, serving.Token);
        await CycleAsync(rig, 2000, token);
        await rig.Proxy.IdleAsync(token);
        var (memory, threads) = (Memory(), ThreadPool.PendingWorkItemCount);

        await CycleAsync(rig, Cycles, token);

        await rig.Proxy.IdleAsync(token);
        rig.Proxy.LiveConnections.ShouldBe(0);
        ChaosProxyTests.SocketsAt(rig.Proxy.Listen.Port).ShouldBe(1, "only the listening socket remains");
        (Memory() - memory).ShouldBeLessThan(2_000_000, "200 bytes a connection would be a leak");
        ThreadPool.PendingWorkItemCount.ShouldBeLessThanOrEqualTo(threads + 10);
        await serving.CancelAsync();
        await server;
    }

    private static async Task CycleAsync(Rig rig, int cycles, CancellationToken token)
    {
        var change = ChangeAsync(rig.Proxy, cycles / 20, token);
        await Task.WhenAll(Enumerable.Range(0, Workers)
            .Select(worker => Task.Run(() => ConnectAsync(rig.Proxy.Listen, worker, cycles / Workers, token), token)));
        await change;
    }

    private static async Task ChangeAsync(ChaosProxy proxy, int changes, CancellationToken token)
    {
        var random = new Random(5);
        for (var change = 0; change < changes; change++)
        {
            var toxic = Toxics[random.Next(Toxics.Length)] with
            {
                Stream = (ToxicStream)random.Next(2), Toxicity = random.NextSingle(), Name = $"t{change}",
            };
            proxy.Add(toxic);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
            proxy.Update(toxic.Name, present => present with { Toxicity = random.NextSingle() });
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
            proxy.Remove(toxic.Name);
        }
    }

    private static async Task ConnectAsync(IPEndPoint address, int worker, int cycles, CancellationToken token)
    {
        var random = new Random(worker);
        var request = System.Text.Encoding.ASCII.GetBytes(HttpExchangeRig.Head + HttpExchangeRig.Body);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            using var client = await Wire.ConnectAsync(address, token);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
            patience.CancelAfter(TimeSpan.FromMilliseconds(20));
            try
            {
                await client.SendAsync(request, SocketFlags.None, patience.Token);
                await client.ReceiveAsync(new byte[1000].AsMemory(), SocketFlags.None, patience.Token);
            }
            catch (Exception struck)
                when (struck is SocketException || (struck is OperationCanceledException && !token.IsCancellationRequested))
            {
                // Toxics break connections.
            }

            if (random.Next(3) == 0)
            {
                client.Reset();
            }
        }
    }

    private static async Task ServeAsync(Rig rig, CancellationToken stop)
    {
        var answer = System.Text.Encoding.ASCII.GetBytes(HttpExchangeRig.Ok);
        try
        {
            while (true)
            {
                _ = AnswerAsync(await rig.AcceptUnheldAsync(stop), answer, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private static async Task AnswerAsync(Socket socket, byte[] answer, CancellationToken stop)
    {
        using (socket)
        {
            try
            {
                while (await socket.ReceiveAsync(new byte[1000].AsMemory(), SocketFlags.None, stop) > 0)
                {
                    await socket.SendAsync(answer, SocketFlags.None, stop);
                }
            }
            catch (Exception struck) when (struck is SocketException or OperationCanceledException)
            {
                // Toxics break connections.
            }
        }
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
