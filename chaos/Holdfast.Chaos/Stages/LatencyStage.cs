using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>
/// Toxiproxy's <c>latency</c>: keeps the order, so that a chunk with a short delay waits for one with a long delay before it.
/// </summary>
internal sealed class LatencyStage(LatencyToxic toxic, StageContext context) : Stage(toxic, context, QueuedChunks)
{
    // The queue of Toxiproxy's latency toxic is as long.
    private const int QueuedChunks = 1024;

    private SplitMix64 _random = context.Random;
    private long? _due;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        var moved = false;
        while (Inbox.First is { } chunk)
        {
            _due ??= chunk.Ending is null ? Due(chunk) : now;
            if (_due > now)
            {
                wake = Math.Min(wake, _due.Value);
                break;
            }

            if (!outlet.HasRoom)
            {
                break;
            }

            Emit(Inbox.Dequeue(), now, outlet);
            _due = null;
            moved = true;
        }

        return moved;
    }

    private long Due(Chunk chunk)
    {
        var delay = Delay((LatencyToxic)Toxic);
        if (delay > TimeSpan.Zero)
        {
            Applied($"Data is delayed, first by {delay.TotalMilliseconds:0} ms.");
        }

        return Clock.After(chunk.Arrival, delay);
    }

    // Whole milliseconds in [latency - jitter, latency + jitter - 1], as measured on Toxiproxy.
    private TimeSpan Delay(LatencyToxic latency)
    {
        var jitter = (long)latency.Jitter.TotalMilliseconds;
        if (jitter <= 0)
        {
            return latency.Delay;
        }

        var milliseconds = latency.Delay.TotalMilliseconds - jitter + _random.Below(2 * jitter);
        return TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, TimeSpan.MaxValue.TotalMilliseconds / 2));
    }
}
