namespace Holdfast.Chaos.Pipeline;

/// <summary>
/// Applies one toxic to one direction: moves chunks from its inbox to the next stage when they are due. It never waits and does no I/O. The
/// link calls it while holding its lock, and again at the time for which the stage asks.
/// </summary>
internal abstract class Stage(Toxic toxic, StageContext context, int capacity = Stage.UsualCapacity)
{
    /// <summary>
    /// How many chunks of at most 32 KiB a stage holds before the reader pauses: enough to overlap reading and writing, and few enough
    /// that a stalled receiver soon stalls the sender.
    /// </summary>
    public const int UsualCapacity = 8;

    private bool _applied;

    public string Name => Toxic.Name;

    /// <summary>The toxic, with its latest attributes.</summary>
    public Toxic Toxic { get; private set; } = toxic;

    public ChunkQueue Inbox { get; } = new(capacity);

    /// <summary>How many bytes have passed this stage.</summary>
    protected long Offset { get; private set; } = context.Offset;

    protected StageContext Context { get; } = context;

    protected MonotonicClock Clock => Context.Clock;

    /// <summary>Moves the chunks that are due.</summary>
    /// <param name="now">The present timestamp.</param>
    /// <param name="outlet">The next stage's inbox, or the output.</param>
    /// <param name="wake">The stage lowers it to the timestamp at which it must be called again.</param>
    /// <returns>Whether anything moved.</returns>
    public abstract bool Advance(long now, ChunkQueue outlet, ref long wake);

    /// <summary>Takes over changed attributes. A chunk that already has a deadline keeps it.</summary>
    public virtual void Update(Toxic changed) => Toxic = changed;

    /// <summary>Called when the stage is removed; passes on what it holds.</summary>
    /// <param name="outlet">Receives what the stage held.</param>
    /// <param name="removed">Whether the toxic was removed; otherwise it no longer applies to this connection.</param>
    public virtual void Leave(ChunkQueue outlet, bool removed) => Inbox.MoveTo(outlet);

    protected void Emit(Chunk chunk, long now, ChunkQueue outlet)
    {
        Offset += chunk.Length;
        chunk.Arrival = now;
        outlet.Enqueue(chunk);
    }

    protected void Drop() => Inbox.Dequeue().Release();

    protected void End(EndingKind kind, string cause, long now, ChunkQueue outlet) =>
        outlet.Enqueue(Chunk.End(new Ending(kind, cause, Toxic.Type), now));

    /// <summary>Logs the first effect of the toxic; later calls do nothing.</summary>
    protected void Applied(string detail)
    {
        if (!_applied)
        {
            _applied = true;
            Context.Applied(Toxic, Offset, detail);
        }
    }
}
