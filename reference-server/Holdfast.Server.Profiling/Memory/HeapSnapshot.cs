using System.Diagnostics.Tracing;
using System.Globalization;
using System.Text;
using Holdfast.Server.Profiling.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Holdfast.Server.Profiling.Memory;

/// <summary>What lives on the managed heap, by type, the largest first. Garbage isn't counted: a full collection comes first.</summary>
/// <param name="Count">All objects.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Types">The types of which there are objects.</param>
internal sealed record HeapSnapshot(long Count, long Bytes, IReadOnlyList<TypeMemory> Types)
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";

    // An object takes 32 bytes in the event of its node and 12 for each reference, and itself 24 or more: so about twice the heap in
    // the worst case. All threads stand still while the heap is walked, so nothing is read meanwhile and all must fit.
    private const int EventBytesPerHeapByte = 2;

    private const int SmallestBuffer = 64;
    private const int LargestBuffer = 1024;
    private const int Megabyte = 1024 * 1024;

    // Longer than the walk of any heap whose description fits.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Collects garbage and walks the heap. All threads stand still meanwhile.</summary>
    /// <exception cref="ProfilingException">The runtime gave no complete answer.</exception>
    public static async Task<HeapSnapshot> TakeAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var buffer = (int)Math.Clamp(GC.GetTotalMemory(false) * EventBytesPerHeapByte / Megabyte, SmallestBuffer, LargestBuffer);
        var heap = new EventPipeProvider(Runtime, EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GCHeapSnapshot);
        using var session = await EventSession.StartAsync([heap], buffer, namesMethods: false, cancellationToken);
        using var source = new EventPipeEventSource(session.Events);
        var walk = new HeapWalk(source);
        var reading = Task.Factory.StartNew(source.Process, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var patience = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var isWhole = false;
        try
        {
            await Task.WhenAny(walk.Completed, reading).WaitAsync(either.Token);
            isWhole = walk.Completed.IsCompleted;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Told below.
        }
        finally
        {
            await session.StopAsync(reading);
        }

        await reading;
        return isWhole && source.EventsLost == 0 ? walk.Summarize() : throw new ProfilingException(
            StatusCodes.Status503ServiceUnavailable,
            $"The snapshot is incomplete ({source.EventsLost} events were lost). The heap is too large to be described in {buffer} MiB.");
    }

    /// <summary>The snapshot as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Count:N0} objects of {Types.Count:N0} types, {Bytes:N0} bytes");
        text.AppendLine().AppendLine("         bytes       objects  type");
        foreach (var type in Types)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{type.Bytes,14:N0}{type.Count,14:N0}  {type.Type}");
        }

        return text.ToString();
    }
}
