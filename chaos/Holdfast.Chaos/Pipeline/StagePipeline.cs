namespace Holdfast.Chaos.Pipeline;

/// <summary>
/// The stages of one direction in the order in which their toxics were created, and the output behind them. No I/O, no
/// waiting, no lock: its link guards it.
/// </summary>
internal sealed class StagePipeline(MonotonicClock clock)
{
    private readonly List<Stage> _stages = [];
    private readonly ChunkQueue _output = new(Stage.UsualCapacity);

    /// <summary>Nothing looks at the data and nothing is queued: a chunk may pass by.</summary>
    public bool IsClear => _stages.Count == 0 && _output.IsEmpty;

    public bool HasStages => _stages.Count > 0;

    public bool HasRoom => Inlet.HasRoom;

    private ChunkQueue Inlet => _stages.Count > 0 ? _stages[0].Inbox : _output;

    public void Push(Chunk chunk) => Inlet.Enqueue(chunk);

    /// <summary>Moves all that may move now and says when to come again.</summary>
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

    /// <summary>Brings the stages into line with the proxy's toxics.</summary>
    /// <param name="toxics">All toxics of this direction.</param>
    /// <param name="strikes">Whether one strikes this connection.</param>
    /// <param name="create">Makes its stage.</param>
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

    // Toxics are immutable: another instance is a change, also when its values are the same (it restarts a timeout's clock).
    private static void Update(Stage stage, Toxic toxic)
    {
        if (!ReferenceEquals(stage.Toxic, toxic))
        {
            stage.Update(toxic);
        }
    }

    private ChunkQueue Outlet(int index) => index + 1 < _stages.Count ? _stages[index + 1].Inbox : _output;
}
