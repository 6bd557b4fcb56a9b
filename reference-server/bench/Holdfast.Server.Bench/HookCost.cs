using System.Diagnostics;

namespace Holdfast.Server.Bench;

/// <summary>
/// The cost of hooks: the large and the small upload with hooks and without, in alternating rounds. Ratios are medians of those of the
/// rounds, in which both have the same circumstances.
/// </summary>
internal static class HookCost
{
    private const int LargeRounds = 7;
    private const int SmallRounds = 5;

    // The cost of idle hooks is of the size by which rounds differ.
    private const int IdleRounds = 12;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(1.8);
    private static readonly string[] Kinds = [Servers.Memory, Servers.IdleHooks, Servers.Hooks, Servers.KeptHooks];

    /// <summary>One PATCH of 1 GiB, the first and the third of a new process.</summary>
    public static Task RunLargeAsync() => RunAsync(
        $"One PATCH of 1 GiB with hooks ({LargeRounds} rounds)", "GiB/s", "CPU s/GiB", LargeRounds, Kinds, async server =>
        {
            var first = await LargeUpload.MeasureAsync(server);
            await LargeUpload.MeasureAsync(server);
            var third = await LargeUpload.MeasureAsync(server);
            return (new Sample(first.Speed, first.Cpu), new Sample(third.Speed, third.Cpu));
        });

    /// <summary>Creations with 1 KiB, in the first seconds of a new process and after them.</summary>
    public static Task RunSmallAsync() => RunSmallAsync("hooks", SmallRounds, Kinds);

    /// <summary>The same, only with idle hooks and without any.</summary>
    public static Task RunIdleAsync() => RunSmallAsync("idle hooks", IdleRounds, [Servers.Memory, Servers.IdleHooks]);

    private static Task RunSmallAsync(string with, int rounds, string[] kinds) => RunAsync(
        $"Creation with 1 KiB with {with} ({rounds} rounds)", "requests/s", "CPU s/1,000", rounds, kinds, async server =>
        {
            var fresh = await LoadAsync(server, Fresh);
            await LoadAsync(server, Warm);
            return (fresh, await LoadAsync(server, Warm));
        });

    private static async Task RunAsync(
        string title, string speed, string cpu, int rounds, string[] kinds, Func<ServerProcess, Task<(Sample Fresh, Sample Warm)>> measure)
    {
        var samples = kinds.ToDictionary(kind => kind, _ => new List<(Sample Fresh, Sample Warm)>());
        for (var round = 0; round < rounds; round++)
        {
            // Each kind is the first now and then.
            foreach (var kind in kinds.Skip(round % kinds.Length).Concat(kinds.Take(round % kinds.Length)))
            {
                await using var server = await ServerProcess.StartAsync(kind);
                samples[kind].Add(await measure(server));
            }
        }

        Console.WriteLine($"## {title}\n");
        Console.WriteLine($"| server | fresh, {speed} | ratio | {cpu} | ratio | warm, {speed} | ratio | {cpu} | ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var kind in kinds)
        {
            var fresh = Cells(samples[kind], samples[Servers.Memory], pair => pair.Fresh);
            Console.WriteLine($"| {kind} | {fresh} | {Cells(samples[kind], samples[Servers.Memory], pair => pair.Warm)} |");
        }

        Console.WriteLine();
    }

    private static string Cells(
        List<(Sample, Sample)> samples, List<(Sample, Sample)> without, Func<(Sample Fresh, Sample Warm), Sample> select)
    {
        var pairs = samples.Zip(without, (one, other) => (One: select(one), Other: select(other))).ToList();
        return string.Join(
            " | ",
            $"{Median(pairs.Select(pair => pair.One.Speed)):0.00}",
            $"{Median(pairs.Select(pair => pair.One.Speed / pair.Other.Speed)):0.000}",
            $"{Median(pairs.Select(pair => pair.One.Cpu)):0.000}",
            $"{Median(pairs.Select(pair => pair.One.Cpu / pair.Other.Cpu)):0.000}");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private static async Task<Sample> LoadAsync(ServerProcess server, TimeSpan time)
    {
        var cpu = server.Cpu;
        var watch = Stopwatch.StartNew();
        var count = await SmallUploads.LoadAsync(server.Url, time);
        return new Sample(count / watch.Elapsed.TotalSeconds, (server.Cpu - cpu) / count * 1000);
    }

    private sealed record Sample(double Speed, double Cpu);
}
