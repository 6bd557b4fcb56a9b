using System.Globalization;
using System.Net;

namespace Holdfast.Chaos.Bench;

/// <summary>Holdfast beside HAProxy and beside no proxy at all, in one run, as a table of Markdown.</summary>
internal static class Comparison
{
    private const long StreamLength = 1L << 30;
    private const int Rounds = 5;
    private const int FreshTrips = 3000;
    private const int WarmTrips = 10_000;
    private const int Idle = 2000;

    private static readonly (string Column, string Heading)[] Columns =
    [
        ("rate", "MB/s"), ("cpu", "CPU s/GiB"), ("fresh50", "fresh p50, µs"), ("fresh99", "p99"), ("warm50", "warm p50"), ("warm99", "p99"),
        ("busy50", "busy p50"), ("busy99", "p99"), ("memory", "KiB per idle connection"),
    ];

    public static async Task RunAsync()
    {
        using var upstream = new Upstream();
        (string Name, Func<Task<ProxyProcess?>> Start)[] paths =
        [
            ("direct", () => Task.FromResult<ProxyProcess?>(null)),
            ("HAProxy", () => HaProxy.StartAsync(upstream.Address)),
            ("Holdfast", async () => await ProxyProcess.StartOwnAsync(upstream.Address, withToxic: false)),
            ("Holdfast with toxic", async () => await ProxyProcess.StartOwnAsync(upstream.Address, withToxic: true)),
        ];
        var rows = paths.ToDictionary(path => path.Name, _ => new Series());

        // By turns, so that whatever else the machine does meets all alike; each round has new processes.
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, start) in paths)
            {
                await using var proxy = await start();
                if (proxy is null && name != "direct")
                {
                    Console.WriteLine($"{name} is not installed, so there is nothing to compare with. Debian: apt-get install haproxy.");
                    continue;
                }

                await MeasureAsync(upstream, proxy, rows[name], isLast: round == Rounds - 1);
            }
        }

        Console.WriteLine($"| path | {string.Join(" | ", Columns.Select(column => column.Heading))} |");
        Console.WriteLine($"|---|{string.Concat(Columns.Select(_ => "---:|"))}");
        foreach (var (name, series) in rows)
        {
            Console.WriteLine($"| {name} | {string.Join(" | ", Columns.Select(column => Text(series.Median(column.Column))))} |");
        }

        foreach (var name in rows.Keys.Skip(1))
        {
            Console.WriteLine($"Added by {name}: {string.Join(", ", Columns[2..8].Select(column => Added(rows, name, column.Column)))}.");
        }
    }

    private static async Task MeasureAsync(Upstream upstream, ProxyProcess? proxy, Series series, bool isLast)
    {
        var address = proxy?.Address ?? upstream.Address;
        await (proxy?.ReadyAsync() ?? Task.CompletedTask);
        upstream.Drain();
        Trips(upstream, address, FreshTrips, "fresh", series);
        var before = proxy?.ProcessorTime ?? TimeSpan.Zero;
        series.Add("rate", Measure.Throughput(upstream, address, StreamLength) / 1e6);
        if (proxy is not null)
        {
            series.Add("cpu", (proxy.ProcessorTime - before).TotalSeconds / (StreamLength >> 30));
        }

        Trips(upstream, address, WarmTrips, "warm", series);
        using (new BusyLoops())
        {
            // Until they have started.
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            Trips(upstream, address, FreshTrips, "busy", series);
        }

        if (isLast && proxy is not null)
        {
            series.Add("memory", await Measure.IdleMemoryAsync(upstream, proxy, Idle) / 1024);
        }
    }

    private static void Trips(Upstream upstream, IPEndPoint address, int count, string name, Series series)
    {
        var times = Measure.RoundTrips(upstream, address, count);
        series.Add($"{name}50", times[count / 2]);
        series.Add($"{name}99", times[count * 99 / 100]);
    }

    private static string Added(Dictionary<string, Series> rows, string name, string column) =>
        $"{column} {Text(rows[name].Median(column) - rows["direct"].Median(column))}";

    private static string Text(double? value) =>
        value is null ? "" : value.Value.ToString(Math.Abs(value.Value) < 100 ? "0.0#" : "0", CultureInfo.InvariantCulture);
}
