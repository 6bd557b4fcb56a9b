using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>
/// Toxiproxy's <c>bandwidth</c>: sends slices of 100 ms, each at the end of its time; a rate of 0 holds all data. The slices of connections
/// that share the rate follow one another.
/// </summary>
internal sealed class BandwidthStage(BandwidthToxic toxic, StageContext context, Pace pace) : Stage(toxic, context, QueuedChunks)
{
    // A timer may be some milliseconds late on a busy machine. 32 chunks are 10 ms at 100 MB/s, which are then sent at once.
    private const int QueuedChunks = 32;

    private static readonly TimeSpan LongestSlice = TimeSpan.FromMilliseconds(100);

    // Each connection on a shared line waits for one slice of every other one: with 50 connections half a second.
    private static readonly TimeSpan LongestSharedSlice = TimeSpan.FromMilliseconds(10);

    private int _slice;
    private long _due;

    private TimeSpan Slice => ((BandwidthToxic)Toxic).Shared ? LongestSharedSlice : LongestSlice;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        var moved = false;
        while (Inbox.First is { } chunk && IsDue(chunk, now, ref wake) && (chunk.Ending is not null || outlet.HasRoom))
        {
            Emit(_slice < chunk.Length ? chunk.TakeFirst(_slice) : Inbox.Dequeue(), now, outlet);

            // Time lost by a late timer is made up for, time lost by a stalled receiver is not: that would lead to a burst.
            if (now > Clock.After(_due, LongestSlice))
            {
                pace.Skip(now);
            }

            _slice = 0;
            moved = true;
        }

        return moved;
    }

    private bool IsDue(Chunk chunk, long now, ref long wake)
    {
        if (chunk.Ending is not null)
        {
            return true;
        }

        if (_slice == 0 && !TryBegin(chunk))
        {
            return false;
        }

        if (_due > now)
        {
            wake = Math.Min(wake, _due);
        }

        return _due <= now;
    }

    private bool TryBegin(Chunk chunk)
    {
        var rate = ((BandwidthToxic)Toxic).KilobytesPerSecond;
        Applied(rate > 0 ? $"Data is paced to {rate} kB/s." : "Data is held back.");
        if (rate <= 0)
        {
            return false;
        }

        // One kilobyte per second is one byte per millisecond, because Toxiproxy's kilobyte has 1000 bytes.
        _slice = rate > chunk.Length ? chunk.Length : (int)Math.Min(chunk.Length, rate * (long)Slice.TotalMilliseconds);
        _due = pace.Reserve(chunk.Arrival, TimeSpan.FromMilliseconds((double)_slice / rate));
        return true;
    }
}
