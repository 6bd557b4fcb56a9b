using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>
/// <c>limit_time</c>, which Toxiproxy's users asked for: closes a fixed time after the toxic was applied to the link, whether data flows or
/// not. A change of the time does not restart the clock.
/// </summary>
internal sealed class LimitTimeStage(LimitTimeToxic toxic, StageContext context) : Stage(toxic, context)
{
    private readonly long _since = context.Clock.Now;
    private bool _reached;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        var moved = Reach(now, outlet, ref wake);
        while (Inbox.First is { } chunk && (_reached || chunk.Ending is not null || outlet.HasRoom))
        {
            moved = true;
            if (_reached)
            {
                Drop();
            }
            else
            {
                Emit(Inbox.Dequeue(), now, outlet);
            }
        }

        return moved;
    }

    private bool Reach(long now, ChunkQueue outlet, ref long wake)
    {
        if (_reached)
        {
            return false;
        }

        var after = ((LimitTimeToxic)Toxic).After;
        var due = Clock.After(_since, after);
        if (due > now)
        {
            wake = Math.Min(wake, due);
            return false;
        }

        _reached = true;
        var milliseconds = Math.Max(0, after.TotalMilliseconds);
        Applied($"The time of {milliseconds:0} ms is over.");
        End(EndingKind.Close, $"'{Name}' reached its limit of {milliseconds:0} ms", now, outlet);
        return true;
    }
}
