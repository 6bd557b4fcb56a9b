namespace Holdfast.Chaos.Pipeline;

/// <summary>The chunks that wait for a stage, or for the output.</summary>
internal sealed class ChunkQueue(int capacity)
{
    private readonly Queue<Chunk> _chunks = new();

    /// <summary>Whether another chunk may be added. An ending, and what a removed stage held, may always be added.</summary>
    public bool HasRoom => _chunks.Count < capacity;

    public bool IsEmpty => _chunks.Count == 0;

    public Chunk? First => _chunks.TryPeek(out var chunk) ? chunk : null;

    public void Enqueue(Chunk chunk) => _chunks.Enqueue(chunk);

    public Chunk Dequeue() => _chunks.Dequeue();

    public void MoveTo(ChunkQueue other)
    {
        while (_chunks.TryDequeue(out var chunk))
        {
            other.Enqueue(chunk);
        }
    }

    public void Clear()
    {
        while (_chunks.TryDequeue(out var chunk))
        {
            chunk.Release();
        }
    }
}
