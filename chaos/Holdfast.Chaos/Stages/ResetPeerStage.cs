using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Stages;

/// <summary>
/// Toxiproxy's <c>reset_peer</c>. Unlike there, removing the toxic ends the wait, and the data that it held is passed on.
/// </summary>
internal sealed class ResetPeerStage(ResetPeerToxic toxic, StageContext context) : Stage(toxic, context)
{
    private long? _due;
    private bool _fired;

    public override bool Advance(long now, ChunkQueue outlet, ref long wake)
    {
        if (Inbox.IsEmpty)
        {
            return false;
        }

        _due ??= Trigger(now);
        if (_due > now)
        {
            wake = Math.Min(wake, _due.Value);
            return false;
        }

        Inbox.Clear();
        if (!_fired)
        {
            _fired = true;
            End(EndingKind.Reset, $"'{Name}' fired", now, outlet);
        }

        return true;
    }

    private long Trigger(long now)
    {
        var after = ((ResetPeerToxic)Toxic).After;
        Applied($"{(Inbox.First!.Ending is null ? "Data" : "FIN")} arrived; RST follows in {Math.Max(0, after.TotalMilliseconds):0} ms.");
        return Clock.After(now, after);
    }
}
