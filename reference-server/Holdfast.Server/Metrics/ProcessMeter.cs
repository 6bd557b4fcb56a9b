using System.Diagnostics;
using System.Diagnostics.Metrics;
using Holdfast.Server.Capacity;

namespace Holdfast.Server.Metrics;

/// <summary>What Prometheus's clients tell about the process that they are in, under the same names.</summary>
internal static class ProcessMeter
{
    public const string Name = "Holdfast.Process";

    private static readonly Meter Meter = Create();

    /// <summary>Makes its instruments, once for the process.</summary>
    public static void Start() => GC.KeepAlive(Meter);

    private static Meter Create()
    {
        var meter = new Meter(Name);
        meter.CreateObservableCounter(
            "process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, null, "CPU time of user and system.");
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet, null, "Resident memory.");
        meter.CreateObservableGauge(
            "process_virtual_memory_bytes", () => Read(process => process.VirtualMemorySize64), null, "Virtual memory.");
        var start = Read(process => new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds()) / 1000d;
        meter.CreateObservableGauge("process_start_time_seconds", () => start, null, "When the process began, in seconds since 1970.");
        if (!OperatingSystem.IsWindows())
        {
            meter.CreateObservableGauge("process_open_fds", OpenFiles.Count, null, "Open file descriptors.");
            meter.CreateObservableGauge(
                "process_max_fds", () => (double?)OpenFiles.Limit() ?? double.PositiveInfinity, null, "The most open file descriptors.");
        }

        return meter;
    }

    private static T Read<T>(Func<Process, T> read)
    {
        using var process = Process.GetCurrentProcess();
        return read(process);
    }
}
