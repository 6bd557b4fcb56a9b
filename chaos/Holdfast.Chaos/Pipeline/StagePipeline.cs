namespace Holdfast.Chaos.Pipeline;

/// <summary>
/// The stages of one direction, in the order in which their toxics were added, and the output after them. It does no I/O, never waits and
/// has no lock; the link guards it.
/// </summary>
internal sealed class StagePipeline(MonotonicClock clock)
{
    private readonly List<Stage> _stages = [];
    private readonly ChunkQueue _output = new(Stage.UsualCapacity);

    /// <summary>Whether there is no stage and nothing queued, so that data may bypass the pipeline.</summary>
    public bool IsClear => _stages.Count == 0 && _output.IsEmpty;

    public bool HasStages => _stages.Count > 0;

    public bool HasRoom => Inlet.HasRoom;

    private ChunkQueue Inlet => _stages.Count > 0 ? _stages[0].Inbox : _output;

    public void Push(Chunk chunk) => Inlet.Enqueue(chunk);

    /// <summary>Moves all chunks that are due, and returns the timestamp for the next call.</summary>
    public long Advance()
    {
        var now = clock.Now;
        long wake;
        bool moved;
        do
        {
            wake = MonotonicClock.Never;
            moved = false;
            for (var index = 0; index < _stages.Count; index++)
            {
                moved |= _stages[index].Advance(now, Outlet(index), ref wake);
            }
        }
        while (moved);
        return wake;
    }

    public Chunk? Take() => _output.IsEmpty ? null : _output.Dequeue();

    /// <summary>Updates the stages to the proxy's toxics.</summary>
    /// <param name="toxics">All toxics of this direction.</param>
    /// <param name="strikes">Whether a toxic applies to this connection.</param>
    /// <param name="create">Creates the stage of a toxic.</param>
    public void Reconcile(IReadOnlyList<Toxic> toxics, Func<Toxic, bool> strikes, Func<Toxic, Stage?> create)
    {
        var striking = toxics.Where(strikes).ToList();
        Leave(toxics, striking);
        var position = 0;
        foreach (var toxic in striking)
        {
            if (_stages.Find(stage => stage.Name == toxic.Name) is { } present)
            {
                Update(present, toxic);
                position++;
            }
            else if (create(toxic) is { } stage)
            {
                _stages.Insert(position++, stage);
            }
        }
    }

    public void Clear()
    {
        _stages.ForEach(stage => stage.Inbox.Clear());
        _output.Clear();
    }

    private void Leave(IReadOnlyList<Toxic> toxics, List<Toxic> striking)
    {
        for (var index = _stages.Count - 1; index >= 0; index--)
        {
            var stage = _stages[index];
            if (!striking.Exists(toxic => toxic.Name == stage.Name))
            {
                stage.Leave(Outlet(index), removed: toxics.All(toxic => toxic.Name != stage.Name));
                _stages.RemoveAt(index);
            }
        }
    }

    // Toxics are immutable, so another instance is a change, also with equal values (it restarts the clock of a timeout).
    private static void Update(Stage stage, Toxic toxic)
    {
        if (!ReferenceEquals(stage.Toxic, toxic))
        {
            stage.Update(toxic);
        }
    }

    private ChunkQueue Outlet(int index) => index + 1 < _stages.Count ? _stages[index + 1].Inbox : _output;
}
