using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Chaos.Bench;

/// <summary>How exactly toxics keep to their numbers.</summary>
internal static class Accuracy
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    public static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine("| toxic | measured |");
        Console.WriteLine("|---|---|");
        var late = await LatencyAsync(TimeSpan.FromMilliseconds(50), 400);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| latency 50 ms, 400 messages | {late[0]:0.0} ms at least, p50 {late[200]:0.0}, p99 {late[396]:0.0} |"));

        foreach (var rate in new[] { 5, 100, 1000, 10_000, 100_000 })
        {
            var share = await BandwidthAsync(rate);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| bandwidth {rate} kB/s over 10 s | {share:0.00} % off |"));
        }
    }

    // From the first slice to the first one after 10 s: the first 100 ms, in which nothing can pass, are no matter of the rate.
    private static async Task<double> BandwidthAsync(int rate)
    {
        using var upstream = new Upstream();
        await using var proxy = await ChaosProxy.StartAsync(
            new ChaosProxyOptions
            {
                Upstream = upstream.Address.ToString(), Toxics = [Toxic.Bandwidth(rate) with { Stream = ToxicStream.Upstream }],
            });
        var (client, server) = upstream.Connect(proxy.Listen);
        using (client)
        using (server)
        {
            var sender = new Thread(() => Flood(client));
            sender.Start();
            var buffer = new byte[256 * 1024];
            server.Receive(buffer);
            var start = Stopwatch.GetTimestamp();
            long received = 0;
            TimeSpan elapsed;
            do
            {
                received += server.Receive(buffer);
                elapsed = Stopwatch.GetElapsedTime(start);
            }
            while (elapsed < Span);
            client.Shutdown(System.Net.Sockets.SocketShutdown.Both);
            sender.Join();
            return ((received / elapsed.TotalSeconds / 1000 / rate) - 1) * 100;
        }
    }

    private static async Task<double[]> LatencyAsync(TimeSpan delay, int count)
    {
        using var upstream = new Upstream();
        await using var proxy = await ChaosProxy.StartAsync(
            new ChaosProxyOptions
            {
                Upstream = upstream.Address.ToString(), Toxics = [Toxic.Latency(delay) with { Stream = ToxicStream.Upstream }],
            });
        var (client, server) = upstream.Connect(proxy.Listen);
        using (client)
        using (server)
        {
            var times = new double[count];
            var single = new byte[1];

            // The first hundred run while the runtime still compiles.
            for (var message = -100; message < count; message++)
            {
                var start = Stopwatch.GetTimestamp();
                client.Send(single);
                server.Receive(single);
                if (message >= 0)
                {
                    times[message] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                }
            }

            Array.Sort(times);
            return times;
        }
    }

    private static void Flood(System.Net.Sockets.Socket socket)
    {
        var data = new byte[64 * 1024];
        try
        {
            while (true)
            {
                socket.Send(data);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The measurement is over.
        }
    }
}
