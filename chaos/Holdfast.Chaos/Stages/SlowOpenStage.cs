using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>
/// <c>slow_open</c>, which Toxiproxy's users asked for: the first chunk leaves at its arrival plus the delay. A link on which bytes had
/// passed before the toxic was applied counts as open.
/// </summary>
internal sealed class SlowOpenStage(SlowOpenToxic toxic, StageContext context) : Stage(toxic, context)
{
    private bool _open = context.Offset > 0;
    private long? _due;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        var moved = false;
        while (Inbox.First is { } chunk && (chunk.Ending is not null || outlet.HasRoom))
        {
            if (!_open && Holds(chunk, now))
            {
                wake = Math.Min(wake, _due!.Value);
                break;
            }

            _open = true;
            Emit(Inbox.Dequeue(), now, outlet);
            moved = true;
        }

        return moved;
    }

    private bool Holds(Chunk chunk, long now)
    {
        if (_due is null)
        {
            // A connection that closes without sending a byte has no first data to delay.
            var delay = chunk.Ending is null ? ((SlowOpenToxic)Toxic).Delay : TimeSpan.Zero;
            if (delay > TimeSpan.Zero)
            {
                Applied($"The first data is held for {delay.TotalMilliseconds:0} ms.");
            }

            _due = Clock.After(chunk.Arrival, delay);
        }

        return _due > now;
    }
}
