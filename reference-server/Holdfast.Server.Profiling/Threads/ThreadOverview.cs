using System.Globalization;
using System.Text;
using Holdfast.Server.Profiling.Sessions;
using Holdfast.Server.Profiling.Stacks;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Holdfast.Server.Profiling.Threads;

/// <summary>The threads of the process with their stacks; those with the same stack together.</summary>
/// <param name="All">How many threads the process has, also those of the runtime, which run no managed code.</param>
/// <param name="Groups">The stacks in which there are threads.</param>
internal sealed record ThreadOverview(int All, IReadOnlyList<ThreadGroup> Groups)
{
    // Long enough for some samples of each thread.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks at all threads.</summary>
    /// <exception cref="ProfilingException">The runtime gives no events.</exception>
    public static async Task<ThreadOverview> TakeAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var recording = directory.At("threads.nettrace");
        await EventSession.RecordAsync([Sampler.Provider], recording, Glance, time, cancellationToken);
        using var log = new TraceLog(TraceLog.CreateFromEventPipeDataFile(recording));
        var stacks = new StackTable(log);
        var times = ThreadTimes.Read().ToDictionary(thread => thread.Id);
        var groups = SampledThread.Read(log, stacks)
            .GroupBy(thread => thread.Stretches[^1].Stack, thread => times.GetValueOrDefault(thread.Id) ?? new ThreadTimes(thread.Id))
            .Select(group => new ThreadGroup(
                [.. group.OrderByDescending(thread => thread.User + thread.System)],
                [.. stacks.FramesOf(group.Key).Reverse().Select(frame => stacks.Frames[frame].ToString())]))
            .OrderByDescending(group => group.Threads.Max(thread => thread.User + thread.System));
        return new ThreadOverview(Math.Max(times.Count, groups.Sum(group => group.Threads.Count)), [.. groups]);
    }

    /// <summary>The overview as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(
            CultureInfo.InvariantCulture, $"{All} threads, {Groups.Sum(group => group.Threads.Count)} of them with managed code");
        foreach (var group in Groups)
        {
            text.AppendLine();
            foreach (var thread in group.Threads)
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"{thread.Name} ({thread.Id}): {thread.User.TotalSeconds:0.00} s of CPU, "
                        + $"{thread.System.TotalSeconds:0.00} s in the kernel");
            }

            foreach (var frame in group.Stack)
            {
                text.Append("    ").AppendLine(frame);
            }
        }

        return text.ToString();
    }
}
