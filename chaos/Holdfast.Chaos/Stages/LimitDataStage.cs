using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>
/// Toxiproxy's <c>limit_data</c>: closes after byte N, without waiting for byte N + 1. A change of the limit does not reset the count.
/// </summary>
internal sealed class LimitDataStage(LimitDataToxic toxic, StageContext context) : Stage(toxic, context)
{
    private long _passed;
    private bool _reached;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        var moved = false;
        while (Inbox.First is { } chunk && (_reached || chunk.Ending is not null || outlet.HasRoom))
        {
            moved = true;
            if (_reached)
            {
                Drop();
            }
            else
            {
                Pass(chunk, now, outlet);
            }
        }

        return moved;
    }

    private void Pass(Chunk chunk, long now, ChunkQueue outlet)
    {
        var limit = ((LimitDataToxic)Toxic).Bytes;
        var count = (int)Math.Clamp(limit - _passed, 0, chunk.Length);
        if (count == chunk.Length)
        {
            Emit(Inbox.Dequeue(), now, outlet);
        }
        else if (count > 0)
        {
            Emit(chunk.TakeFirst(count), now, outlet);
        }

        _passed += count;
        if (chunk.Ending is null && _passed >= limit)
        {
            _reached = true;
            Applied($"The limit of {limit} bytes is reached.");
            End(EndingKind.Close, $"'{Name}' reached its limit of {limit} bytes", now, outlet);
        }
    }
}
