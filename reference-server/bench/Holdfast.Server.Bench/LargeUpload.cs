using System.Diagnostics;

namespace Holdfast.Server.Bench;

/// <summary>One PATCH of 2 GiB over HTTP/1.1, in turns with the baseline.</summary>
internal static class LargeUpload
{
    private const long Length = 2L << 30;
    private const int Rounds = 3;
    private const double Gibibyte = 1L << 30;

    public static async Task RunAsync()
    {
        var samples = new Dictionary<string, List<(double Speed, double Cpu, double Growth)>>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var kind in new[] { Servers.Baseline, Servers.Memory })
            {
                samples.TryAdd(kind, []);
                samples[kind].Add(await MeasureAsync(kind));
            }
        }

        var baseline = Median(samples[Servers.Baseline]);
        Console.WriteLine($"## One PATCH of 2 GiB ({Rounds} rounds, medians)\n");
        Console.WriteLine("| server | GiB/s | ratio | CPU s/GiB | ratio | memory growth |\n|---|---:|---:|---:|---:|---:|");
        foreach (var (kind, values) in samples)
        {
            var (speed, cpu, growth) = Median(values);
            Console.WriteLine($"| {kind} | {speed:0.00} | {speed / baseline.Speed:0.00} | {cpu:0.00} | {cpu / baseline.Cpu:0.00} | {growth:0.0} MiB |");
        }

        Console.WriteLine();
    }

    private static async Task<(double Speed, double Cpu, double Growth)> MeasureAsync(string kind)
    {
        await using var server = await ServerProcess.StartAsync(kind);

        // The first upload pays for compilation.
        await SendAsync(server, 256 << 20);
        var (before, cpu) = (server.Memory.Now, server.Cpu);
        var watch = Stopwatch.StartNew();
        await SendAsync(server, Length);
        var seconds = watch.Elapsed.TotalSeconds;
        return (Length / Gibibyte / seconds, (server.Cpu - cpu) / (Length / Gibibyte), (server.Memory.Peak - before) / 1048576.0);
    }

    private static async Task SendAsync(ServerProcess server, long length)
    {
        using var client = await WireClient.OpenAsync(server.Url);
        var path = server.Url.AbsolutePath.Length > 1 ? await client.CreateAsync(server.Url, length) : "/x";
        await client.SendAsync(WireClient.Patch(path, length));
        var block = new byte[256 * 1024];
        for (var sent = 0L; sent < length; sent += block.Length)
        {
            await client.SendAsync(block);
        }

        var head = await client.ReadAsync();
        if (!head.StartsWith("HTTP/1.1 204 ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(head);
        }
    }

    private static (double Speed, double Cpu, double Growth) Median(List<(double Speed, double Cpu, double Growth)> values) =>
        (Middle(values.Select(value => value.Speed)), Middle(values.Select(value => value.Cpu)), Middle(values.Select(value => value.Growth)));

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
