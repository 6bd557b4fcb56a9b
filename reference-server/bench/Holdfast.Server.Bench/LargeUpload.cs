using System.Diagnostics;

namespace Holdfast.Server.Bench;

/// <summary>
/// One PATCH of 1 GiB over HTTP/1.1 to a fresh process, and the third one to the same, in turns with the baseline and the floor.
/// </summary>
internal static class LargeUpload
{
    private const long Length = 1L << 30;
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        string[] kinds = [Servers.Baseline, Servers.Memory];
        var floor = new List<Sample>();
        var fresh = kinds.ToDictionary(kind => kind, _ => new List<Sample>());
        var third = kinds.ToDictionary(kind => kind, _ => new List<Sample>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var kind in kinds)
            {
                await using var server = await ServerProcess.StartAsync(kind);
                fresh[kind].Add(await MeasureAsync(server));
                await MeasureAsync(server);
                third[kind].Add(await MeasureAsync(server));
            }

            if (SocatFloor.IsInstalled)
            {
                var (seconds, cpu) = await SocatFloor.MeasureAsync(Length);
                floor.Add(new Sample(1 / seconds, cpu));
            }
        }

        Print(kinds, floor, fresh, third);
    }

    private static void Print(
        string[] kinds, List<Sample> floor, Dictionary<string, List<Sample>> fresh, Dictionary<string, List<Sample>> third)
    {
        // Without socat the ratios are those to the baseline.
        var (name, least) = floor.Count > 0 ? ("floor", Median(floor)) : (Servers.Baseline, Median(third[Servers.Baseline]));
        Console.WriteLine($"## One PATCH of 1 GiB ({Rounds} rounds, medians; ratios to the {name})\n");
        Console.WriteLine("| server | fresh, GiB/s | ratio | CPU s/GiB | ratio | third, GiB/s | ratio | CPU s/GiB | ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var kind in kinds)
        {
            Console.WriteLine($"| {kind} | {Cells(Median(fresh[kind]), least)} | {Cells(Median(third[kind]), least)} |");
        }

        if (floor.Count > 0)
        {
            Console.WriteLine($"| {SocatFloor.Name} | {Cells(least, least)} | | | | |");
        }

        Console.WriteLine();
    }

    private static string Cells(Sample sample, Sample least) =>
        $"{sample.Speed:0.00} | {sample.Speed / least.Speed:0.00} | {sample.Cpu:0.00} | {sample.Cpu / least.Cpu:0.00}";

    /// <summary>Measures one PATCH.</summary>
    public static async Task<Sample> MeasureAsync(ServerProcess server)
    {
        using var client = await WireClient.OpenAsync(server.Url);
        var path = server.Url.AbsolutePath.Length > 1 ? await client.CreateAsync(server.Url, Length) : "/x";
        var cpu = server.Cpu;
        var watch = Stopwatch.StartNew();
        await SendAsync(client, path);
        var sample = new Sample(1 / watch.Elapsed.TotalSeconds, server.Cpu - cpu);
        server.Clear();
        return sample;
    }

    private static async Task SendAsync(WireClient client, string path)
    {
        await client.SendAsync(WireClient.Patch(path, Length));
        await client.SendZerosAsync(Length);
        var head = await client.ReadAsync();
        if (!head.StartsWith("HTTP/1.1 204 ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(head);
        }
    }

    private static Sample Median(List<Sample> samples) =>
        new(samples.Select(sample => sample.Speed).Order().ElementAt(Rounds / 2),
            samples.Select(sample => sample.Cpu).Order().ElementAt(Rounds / 2));

    /// <summary>GiB a second, and seconds of CPU for one.</summary>
    internal sealed record Sample(double Speed, double Cpu);
}
