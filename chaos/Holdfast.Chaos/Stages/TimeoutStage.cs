using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>Toxiproxy's <c>timeout</c>: drops data; each dropped chunk and each change of the toxic restarts the clock.</summary>
internal sealed class TimeoutStage(TimeoutToxic toxic, StageContext context) : Stage(toxic, context)
{
    private long _since = context.Clock.Now;
    private bool _expired;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        var moved = false;
        while (Inbox.First is { } chunk)
        {
            moved = true;
            if (chunk.Ending is not null)
            {
                Emit(Inbox.Dequeue(), now, outlet);
                continue;
            }

            Applied("Data is dropped.");
            Drop();
            _since = now;
        }

        return Expire(now, outlet, ref wake) || moved;
    }

    public override void Update(Toxic changed)
    {
        base.Update(changed);
        _since = Clock.Now;
    }

    public override void Leave(ChunkQueue outlet, bool removed)
    {
        base.Leave(outlet, removed);
        if (removed)
        {
            End(EndingKind.Close, $"'{Name}' was removed", Clock.Now, outlet);
        }
    }

    private bool Expire(long now, ChunkQueue outlet, ref long wake)
    {
        var after = ((TimeoutToxic)Toxic).After;
        if (_expired || after <= TimeSpan.Zero)
        {
            return false;
        }

        var due = Clock.After(_since, after);
        if (due > now)
        {
            wake = Math.Min(wake, due);
            return false;
        }

        _expired = true;
        Applied($"Nothing arrived for {after.TotalMilliseconds:0} ms.");
        End(EndingKind.Close, $"'{Name}' expired after {after.TotalMilliseconds:0} ms without data", now, outlet);
        return true;
    }
}
