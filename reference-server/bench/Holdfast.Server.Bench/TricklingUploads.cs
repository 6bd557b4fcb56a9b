using System.Diagnostics;

namespace Holdfast.Server.Bench;

/// <summary>4,000 uploads that bring 512 bytes a second each: memory of each, and how soon a new one starts.</summary>
internal static class TricklingUploads
{
    // As many as a server with 20,000 descriptors takes: it counts four for each, and keeps a quarter of them free of connections.
    private const int Count = 3_500;
    private const int Seconds = 6;

    public static async Task RunAsync()
    {
        Console.WriteLine($"## {Count} uploads that trickle 512 bytes a second\n");
        Console.WriteLine("| server | memory each | CPU | start of a new upload, median | largest |\n|---|---:|---:|---:|---:|");
        foreach (var kind in new[] { Servers.Memory, Servers.Files })
        {
            Console.WriteLine(await MeasureAsync(kind));
        }

        Console.WriteLine();
    }

    private static async Task<string> MeasureAsync(string kind)
    {
        await using var server = await ServerProcess.StartAsync(kind);
        using (var first = await WireClient.OpenAsync(server.Url))
        {
            await first.SendAsync(WireClient.Patch(await first.CreateAsync(server.Url, 512), 512) + new string('x', 512));
            await first.ReadAsync();
        }

        var before = server.Memory.Now;
        var clients = new List<WireClient>(Count);
        for (var index = 0; index < Count; index++)
        {
            var client = await WireClient.OpenAsync(server.Url);
            clients.Add(client);
            await client.SendAsync(WireClient.Patch(await client.CreateAsync(server.Url, 1 << 20), 1 << 20));
        }

        var cpu = server.Cpu;
        var watch = Stopwatch.StartNew();
        var trickle = TrickleAsync(clients, watch);
        var starts = await StartsAsync(server.Url, watch);
        await trickle;
        var load = (server.Cpu - cpu) / watch.Elapsed.TotalSeconds;
        var each = (server.Memory.Now - before) / 1024.0 / Count;
        clients.ForEach(client => client.Dispose());
        return $"| {kind} | {each:0.0} KiB | {load:0.00} cores | {starts[starts.Count / 2]:0.0} ms | {starts[^1]:0.0} ms |";
    }

    private static async Task TrickleAsync(List<WireClient> clients, Stopwatch watch)
    {
        var bytes = new byte[512];
        for (var second = 0; second < Seconds; second++)
        {
            for (var index = 0; index < clients.Count; index++)
            {
                await clients[index].SendAsync(bytes);

                // Spread over the second, as real clients are.
                if (index % 100 == 0)
                {
                    var due = TimeSpan.FromSeconds(second + ((double)index / clients.Count)) - watch.Elapsed;
                    await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero, TimeProvider.System);
                }
            }
        }
    }

    private static async Task<List<double>> StartsAsync(Uri url, Stopwatch watch)
    {
        var starts = new List<double>();
        while (watch.Elapsed < TimeSpan.FromSeconds(Seconds - 1))
        {
            var started = watch.Elapsed;
            using var client = await WireClient.OpenAsync(url);
            await client.SendAsync(WireClient.Patch(await client.CreateAsync(url, 1), 1) + "x");
            await client.ReadAsync();
            starts.Add((watch.Elapsed - started).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        starts.Sort();
        return starts;
    }
}
