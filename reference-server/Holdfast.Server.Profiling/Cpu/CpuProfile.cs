using System.Diagnostics.Tracing;
using Holdfast.Server.Profiling.Sessions;
using Holdfast.Server.Profiling.Stacks;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Holdfast.Server.Profiling.Cpu;

/// <summary>Records the stacks of all threads for some time.</summary>
internal static class CpuProfile
{
    // What dotnet-trace records, too: collections, exceptions, contention, the thread pool, loading and compiling.
    private static readonly EventPipeProvider Runtime =
        new("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, (long)ClrTraceEventParser.Keywords.Default);

    /// <summary>
    /// Records into a file in the format nettrace, for dotnet-trace, PerfView and Visual Studio. Returns the CPU time that each thread used
    /// meanwhile, where the operating system tells it.
    /// </summary>
    public static async Task<IReadOnlyDictionary<int, TimeSpan>> RecordAsync(
        string path, TimeSpan duration, TimeProvider time, CancellationToken cancellationToken)
    {
        var before = ThreadTimes.Read().ToDictionary(thread => thread.Id, thread => thread.Processor);
        await EventSession.RecordAsync([Sampler.Provider, Runtime], path, duration, time, cancellationToken);
        return ThreadTimes.Read().ToDictionary(
            thread => thread.Id, thread => thread.Processor - before.GetValueOrDefault(thread.Id));
    }

    /// <summary>Converts a recording into a file for speedscope.</summary>
    /// <param name="recording">The recording, beside which a temporary file is written.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="name">The title that is shown.</param>
    /// <param name="used">The CPU time of each thread; null for a profile of all time, including that in which threads wait.</param>
    public static async Task ConvertAsync(
        string recording, string path, string name, IReadOnlyDictionary<int, TimeSpan>? used, CancellationToken cancellationToken)
    {
        using var log = new TraceLog(TraceLog.CreateFromEventPipeDataFile(recording));
        var stacks = new StackTable(log);
        var names = ThreadTimes.Read().ToDictionary(thread => thread.Id);
        var threads = SampledThread.Read(log, stacks)
            .Select(thread => (
                Name: $"{(names.GetValueOrDefault(thread.Id) ?? new ThreadTimes(thread.Id)).Name} ({thread.Id})",
                Stretches: used is null ? thread.Stretches : Running(thread, stacks, used)))
            .Where(thread => thread.Stretches.Count > 0).ToList();
        cancellationToken.ThrowIfCancellationRequested();
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await SpeedscopeFile.WriteAsync(file, name, stacks, threads, cancellationToken);
    }

    // The sampler sees what a thread is about to do, not whether it has a processor: it waits for one on a busy machine, and it waits in
    // methods that can't be told from others because a method that waits was inlined. So times are scaled to what the thread really used.
    private static IReadOnlyList<Stretch> Running(SampledThread thread, StackTable stacks, IReadOnlyDictionary<int, TimeSpan> used)
    {
        var working = thread.Stretches.Where(stretch => stacks.StateOf(stretch.Stack) != SampledState.Waiting).ToList();
        var seen = working.Sum(stretch => stretch.Length);
        var share = seen > 0 && used.TryGetValue(thread.Id, out var time) ? Math.Min(1, time.TotalMilliseconds / seen) : 1;
        return share > 0 ? [.. working.Select(stretch => stretch with { Length = stretch.Length * share })] : [];
    }
}
