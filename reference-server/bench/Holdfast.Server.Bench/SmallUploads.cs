using System.Diagnostics;

namespace Holdfast.Server.Bench;

/// <summary>Creation with 1 KiB of content over 32 connections, in turns with the baseline.</summary>
internal static class SmallUploads
{
    private const int Connections = 32;
    private const int Rounds = 3;
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        var samples = new Dictionary<string, List<(double Rate, double Cpu)>>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var kind in new[] { Servers.Baseline, Servers.Memory, Servers.Files })
            {
                samples.TryAdd(kind, []);
                samples[kind].Add(await MeasureAsync(kind));
            }
        }

        var baseline = samples[Servers.Baseline].Select(sample => sample.Rate).Order().ElementAt(Rounds / 2);
        Console.WriteLine($"## Creation with 1 KiB, {Connections} connections ({Rounds} rounds, medians)\n");
        Console.WriteLine("| server | requests/s | ratio | CPU s/1,000 |\n|---|---:|---:|---:|");
        foreach (var (kind, values) in samples)
        {
            var rate = values.Select(sample => sample.Rate).Order().ElementAt(Rounds / 2);
            var cpu = values.Select(sample => sample.Cpu).Order().ElementAt(Rounds / 2);
            Console.WriteLine($"| {kind} | {rate:0} | {rate / baseline:0.00} | {cpu:0.000} |");
        }

        Console.WriteLine();
    }

    private static async Task<(double Rate, double Cpu)> MeasureAsync(string kind)
    {
        await using var server = await ServerProcess.StartAsync(kind);
        await LoadAsync(server.Url, Warmup);
        var cpu = server.Cpu;
        var watch = Stopwatch.StartNew();
        var count = await LoadAsync(server.Url, Measured);
        return (count / watch.Elapsed.TotalSeconds, (server.Cpu - cpu) / count * 1000);
    }

    /// <summary>Creates uploads for some time; gives their number.</summary>
    public static async Task<int> LoadAsync(Uri url, TimeSpan time)
    {
        var request = System.Text.Encoding.ASCII.GetBytes(
            $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 1024\r\nContent-Length: 1024\r\n"
            + "Content-Type: application/offset+octet-stream\r\n\r\n" + new string('x', 1024));
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using var client = await WireClient.OpenAsync(url);
            var count = 0;
            for (; watch.Elapsed < time; count++)
            {
                await client.SendAsync(request);
                var head = await client.ReadAsync();
                if (!head.StartsWith("HTTP/1.1 20", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException(head);
                }
            }

            return count;
        }));
        return counts.Sum();
    }
}
