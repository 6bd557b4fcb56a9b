using System.Collections.Concurrent;

namespace Holdfast.Server.Transport;

/// <summary>
/// The pipes of the process. One is held only from a read to the write of the same bytes, so a few serve any number of uploads.
/// </summary>
internal static class SplicePipes
{
    // As many reads and writes as run at the same time, with room. While one is full it costs a MiB of the system.
    private static readonly int AtMost = Math.Clamp(Environment.ProcessorCount * 2, 4, 16);

    private static readonly ConcurrentBag<SplicePipe> Idle = [];
    private static int _open;

    /// <summary>The most descriptors that they need: a pipe has two ends.</summary>
    public static int Descriptors => 2 * AtMost;

    /// <summary>An empty pipe; null when all are in use or none can be opened.</summary>
    public static SplicePipe? TryRent()
    {
        if (Idle.TryTake(out var idle))
        {
            return idle;
        }

        if (Interlocked.Increment(ref _open) <= AtMost && SplicePipe.TryOpen() is { } opened)
        {
            return opened;
        }

        Interlocked.Decrement(ref _open);
        return null;
    }

    /// <summary>Takes a pipe back. One that still has bytes in it is closed: they belong to an upload that is over.</summary>
    public static void Return(SplicePipe pipe)
    {
        if (pipe.Count == 0)
        {
            Idle.Add(pipe);
            return;
        }

        pipe.Dispose();
        Interlocked.Decrement(ref _open);
    }
}
