using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Holdfast.Chaos.Metrics;

/// <summary>The page <c>/metrics</c>, in the Prometheus text format, version 0.0.4.</summary>
internal sealed class MetricsPage(TrafficTable traffic, bool ofProxies, bool ofRuntime)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    /// <summary>Whether the page exists.</summary>
    public bool Exists => ofProxies || ofRuntime;

    public string Render()
    {
        var text = new StringBuilder();
        if (ofRuntime)
        {
            Runtime(text);
        }

        Family(text, "promhttp_metric_handler_errors_total", "counter", [("{cause=\"encoding\"}", 0), ("{cause=\"gathering\"}", 0)]);
        if (ofProxies)
        {
            Family(text, "toxiproxy_proxy_received_bytes_total", "counter", Counts(count => count.Received));
            Family(text, "toxiproxy_proxy_sent_bytes_total", "counter", Counts(count => count.Sent));
        }

        return text.ToString();
    }

    // Toxiproxy's names for process_ metrics; .NET's figures in place of Go's.
    private static void Runtime(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        Family(text, "dotnet_gc_collections_total", "counter", [.. Enumerable.Range(0, GC.MaxGeneration + 1)
            .Select(generation => ($"{{generation=\"{generation}\"}}", (double)GC.CollectionCount(generation)))]);
        Family(text, "dotnet_gc_heap_bytes", "gauge", [("", GC.GetTotalMemory(false))]);
        Family(text, "dotnet_threadpool_threads", "gauge", [("", ThreadPool.ThreadCount)]);
        Family(text, "process_cpu_seconds_total", "counter", [("", process.TotalProcessorTime.TotalSeconds)]);
        if (OperatingSystem.IsLinux())
        {
            Family(text, "process_open_fds", "gauge", [("", Directory.EnumerateFileSystemEntries("/proc/self/fd").Count())]);
        }

        Family(text, "process_resident_memory_bytes", "gauge", [("", process.WorkingSet64)]);
        var start = (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        Family(text, "process_start_time_seconds", "gauge", [("", start)]);
        Family(text, "process_virtual_memory_bytes", "gauge", [("", process.VirtualMemorySize64)]);
    }

    private static void Family(StringBuilder text, string name, string type, List<(string Labels, double Value)> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} \n# TYPE {name} {type}\n");
        foreach (var (labels, value) in samples)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");
        }
    }

    private List<(string Labels, double Value)> Counts(Func<TrafficCount, long> count) =>
        [.. traffic.All.Select(pair => (Labels(pair.Key), (double)count(pair.Value)))];

    private static string Labels(TrafficLabels labels) =>
        $"{{direction=\"{SnakeCase.Of(labels.Direction)}\",listener=\"{Escaped(labels.Listener)}\",proxy=\"{Escaped(labels.Proxy)}\","
        + $"upstream=\"{Escaped(labels.Upstream)}\"}}";

    private static string Escaped(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
