namespace Holdfast.Chaos.Pipeline;

/// <summary>
/// One toxic's work on one link: a small machine that moves chunks from its inbox to the next stage when their time has
/// come. It never waits and does no I/O; the link calls it under its lock, again at the time for which it asks.
/// </summary>
internal abstract class Stage(Toxic toxic, StageContext context, int capacity = Stage.UsualCapacity)
{
    /// <summary>
    /// Chunks of at most 32 KiB that a stage may hold before the reader pauses: enough that reading and writing overlap,
    /// little enough that a stalled reader soon stalls the sender.
    /// </summary>
    public const int UsualCapacity = 8;

    private bool _applied;

    public string Name => Toxic.Name;

    /// <summary>The toxic as it was last changed.</summary>
    public Toxic Toxic { get; private set; } = toxic;

    public ChunkQueue Inbox { get; } = new(capacity);

    /// <summary>The bytes that have passed in this direction, seen from here.</summary>
    protected long Offset { get; private set; } = context.Offset;

    protected StageContext Context { get; } = context;

    protected MonotonicClock Clock => Context.Clock;

    /// <summary>Moves what may move now.</summary>
    /// <param name="now">The present timestamp.</param>
    /// <param name="outlet">The next stage's inbox, or the output.</param>
    /// <param name="wake">Lowered to the time at which this stage wants to be called again.</param>
    /// <returns>Whether anything moved.</returns>
    public abstract bool Advance(long now, ChunkQueue outlet, ref long wake);

    /// <summary>Takes over changed attributes. What is already under way keeps its deadline.</summary>
    public virtual void Update(Toxic changed) => Toxic = changed;

    /// <summary>Leaves the link: what it holds goes on at once.</summary>
    /// <param name="outlet">Where it goes.</param>
    /// <param name="removed">Whether the toxic is gone, or merely no longer strikes this connection.</param>
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

    /// <summary>Tells the log about the first effect; later calls are silent.</summary>
    protected void Applied(string detail)
    {
        if (!_applied)
        {
            _applied = true;
            Context.Applied(Toxic, Offset, detail);
        }
    }
}
