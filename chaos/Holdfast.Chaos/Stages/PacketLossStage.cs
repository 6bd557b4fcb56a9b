using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>
/// Toxiproxy's <c>packet_loss</c>: decides for each chunk at random; the decision depends on whether the chunk before was dropped.
/// </summary>
internal sealed class PacketLossStage(PacketLossToxic toxic, StageContext context) : Stage(toxic, context)
{
    private SplitMix64 _random = context.Random;
    private bool _lost;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        var moved = false;
        while (Inbox.First is { } chunk && (chunk.Ending is not null || outlet.HasRoom))
        {
            if (chunk.Ending is null && IsLost((PacketLossToxic)Toxic))
            {
                Applied($"The first chunk is dropped, of {chunk.Length} bytes.");
                Drop();
            }
            else
            {
                Emit(Inbox.Dequeue(), now, outlet);
            }

            moved = true;
        }

        return moved;
    }

    private bool IsLost(PacketLossToxic loss)
    {
        var probability = Math.Clamp(loss.LossRate, 0, 1) + (_lost ? Math.Clamp(loss.Correlation, 0, 1) : 0);
        return _lost = _random.NextSingle() < probability;
    }
}
