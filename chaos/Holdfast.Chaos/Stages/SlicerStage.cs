using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>
/// Toxiproxy's <c>slicer</c>. A variation equal to the average could give an empty piece, so it counts as one less.
/// </summary>
internal sealed class SlicerStage(SlicerToxic toxic, StageContext context) : Stage(toxic, context)
{
    private readonly Queue<int> _sizes = new();
    private SplitMix64 _random = context.Random;
    private long _due = context.Clock.Now;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        var moved = false;
        while (Inbox.First is { } chunk && (chunk.Ending is not null || outlet.HasRoom))
        {
            if (_due > now)
            {
                wake = Math.Min(wake, _due);
                break;
            }

            Emit(chunk.Ending is null ? Slice(chunk, now) : Inbox.Dequeue(), now, outlet);
            moved = true;
        }

        return moved;
    }

    private Chunk Slice(Chunk chunk, long now)
    {
        var slicer = (SlicerToxic)Toxic;
        if (_sizes.Count == 0)
        {
            Cut(chunk.Length, slicer.AverageSize, Math.Min(slicer.SizeVariation, slicer.AverageSize - 1));
            Applied($"Data is cut into pieces, the first chunk into {_sizes.Count}.");
        }

        _due = Clock.After(now, slicer.Delay);
        var size = Math.Min(_sizes.Dequeue(), chunk.Length);
        return size < chunk.Length ? chunk.TakeFirst(size) : Inbox.Dequeue();
    }

    // A chunk that is cut is longer than average + variation, and so than twice the variation: no part is empty.
    private void Cut(int length, long average, long variation)
    {
        if (length - average <= variation)
        {
            _sizes.Enqueue(length);
            return;
        }

        var first = (length / 2) + (int)(variation > 0 ? _random.Below(2 * variation) - variation : 0);
        Cut(first, average, variation);
        Cut(length - first, average, variation);
    }
}
