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

    /// <summary>Records into a file in the format nettrace, for dotnet-trace, PerfView and Visual Studio.</summary>
    public static Task RecordAsync(string path, TimeSpan duration, TimeProvider time, CancellationToken cancellationToken) =>
        EventSession.RecordAsync([Sampler.Provider, Runtime], path, duration, time, cancellationToken);

    /// <summary>Converts a recording into a file for speedscope.</summary>
    /// <param name="recording">The recording, beside which a temporary file is written.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="name">The title that is shown.</param>
    /// <param name="withWaiting">Whether times in which threads wait are included.</param>
    public static async Task ConvertAsync(
        string recording, string path, string name, bool withWaiting, CancellationToken cancellationToken)
    {
        using var log = new TraceLog(TraceLog.CreateFromEventPipeDataFile(recording));
        var stacks = new StackTable(log);
        var names = ThreadTimes.Read().ToDictionary(thread => thread.Id);
        var threads = SampledThread.Read(log, stacks)
            .Select(thread => (
                Name: $"{(names.GetValueOrDefault(thread.Id) ?? new ThreadTimes(thread.Id)).Name} ({thread.Id})",
                Stretches: (IReadOnlyList<Stretch>)
                    [.. thread.Stretches.Where(stretch => withWaiting || stacks.StateOf(stretch.Stack) != SampledState.Waiting)]))
            .Where(thread => thread.Stretches.Count > 0).ToList();
        cancellationToken.ThrowIfCancellationRequested();
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await SpeedscopeFile.WriteAsync(file, name, stacks, threads, cancellationToken);
    }
}
