using System.Globalization;
using System.Net;

namespace Holdfast.Chaos.Bench;

/// <summary>Holdfast beside HAProxy and beside no proxy at all, in one run, as a table of Markdown.</summary>
internal static class Comparison
{
    private const long StreamLength = 4L << 30;
    private const int Rounds = 3;
    private const int SeriesPerRound = 4;
    private const int Trips = 20_000;
    private const int Idle = 4000;

    public static async Task RunAsync()
    {
        using var upstream = new Upstream();
        var own = await ProxyProcess.StartOwnAsync(upstream.Address, withToxic: false);
        var toxic = await ProxyProcess.StartOwnAsync(upstream.Address, withToxic: true);
        var baseline = await HaProxy.StartAsync(upstream.Address);
        ProxyProcess[] proxies = baseline is null ? [own, toxic] : [baseline, own, toxic];
        if (baseline is null)
        {
            Console.WriteLine("HAProxy is not installed, so there is nothing to compare with. Debian: apt-get install haproxy.");
        }

        foreach (var proxy in proxies)
        {
            await proxy.ReadyAsync();
        }

        upstream.Drain();
        Console.WriteLine("| path | MB/s, median of 3 | round trip p50, µs | p99, µs | KiB per idle connection |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        var rows = Interleaved(upstream, [("direct", upstream.Address), .. proxies.Select(proxy => (proxy.Name, proxy.Address))]);
        foreach (var (name, rate, p50, p99) in rows)
        {
            var memory = proxies.FirstOrDefault(proxy => proxy.Name == name) is { } proxy
                ? (await Measure.IdleMemoryAsync(upstream, proxy, Idle) / 1024).ToString("0.0", CultureInfo.InvariantCulture)
                : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {rate / 1e6:0} | {p50:0.0} | {p99:0.0} | {memory} |"));
        }

        Verdict([.. rows]);
        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }
    }

    // By turns, so that whatever else the machine does meets all alike. Of round trips the best series counts: on two cores
    // it is chance whether the ends share one, and that moves even the direct path from 12 to 58 µs.
    private static List<(string Name, double Rate, double P50, double P99)> Interleaved(Upstream upstream, (string Name, IPEndPoint Address)[] paths)
    {
        var rates = paths.ToDictionary(path => path.Name, _ => new List<double>());
        var trips = paths.ToDictionary(path => path.Name, _ => new List<(double P50, double P99)>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, address) in paths)
            {
                rates[name].Add(Measure.Throughput(upstream, address, StreamLength));
                for (var series = 0; series < SeriesPerRound; series++)
                {
                    var times = Measure.RoundTrips(upstream, address, Trips);
                    trips[name].Add((times[Trips / 2], times[Trips * 99 / 100]));
                }
            }
        }

        return [.. paths.Select(path => (
            path.Name, Median(rates[path.Name]), trips[path.Name].Min(trip => trip.P50), trips[path.Name].Min(trip => trip.P99)))];
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static void Verdict((string Name, double Rate, double P50, double P99)[] rows)
    {
        var (direct, own) = (rows[0], rows.First(row => row.Name == "Holdfast"));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Added round trip of Holdfast: {own.P50 - direct.P50:0.0} µs at p50, {own.P99 - direct.P99:0.0} µs at p99."));
        if (rows[1].Name == "HAProxy")
        {
            var baseline = rows[1];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Against HAProxy: throughput {own.Rate / baseline.Rate:0.00} of it, added p50 {(own.P50 - direct.P50) / (baseline.P50 - direct.P50):0.00} times its {baseline.P50 - direct.P50:0.0} µs."));
        }
    }
}
