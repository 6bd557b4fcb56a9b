using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>Toxiproxy's <c>slow_close</c>. As there, a change of the delay restarts the wait.</summary>
internal sealed class SlowCloseStage(SlowCloseToxic toxic, StageContext context) : Stage(toxic, context)
{
    private long? _due;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        var moved = false;
        while (Inbox.First is { } chunk)
        {
            if (chunk.Ending is not null && Holds(now))
            {
                wake = Math.Min(wake, _due!.Value);
                break;
            }

            if (chunk.Ending is null && !outlet.HasRoom)
            {
                break;
            }

            Emit(Inbox.Dequeue(), now, outlet);
            moved = true;
        }

        return moved;
    }

    public override void Update(Toxic changed)
    {
        base.Update(changed);
        _due = null;
    }

    private bool Holds(long now)
    {
        if (_due is null)
        {
            var delay = ((SlowCloseToxic)Toxic).Delay;
            Applied($"The end is held for {Math.Max(0, delay.TotalMilliseconds):0} ms.");
            _due = Clock.After(now, delay);
        }

        return _due > now;
    }
}
