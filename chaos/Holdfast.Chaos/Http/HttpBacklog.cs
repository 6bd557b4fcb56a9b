using Holdfast.Chaos.Pipeline;

namespace Holdfast.Chaos.Http;

/// <summary>The data of one direction that a stall or a drip holds back, in order.</summary>
internal sealed class HttpBacklog(MonotonicClock clock)
{
    private readonly ChunkQueue _chunks = new(int.MaxValue);
    private HttpAction? _drip;
    private long _due = long.MinValue;

    public bool IsEmpty => _chunks.IsEmpty;

    /// <summary>Whether arriving data must be queued here.</summary>
    public bool Drips => _drip is not null;

    public void Add(Chunk chunk) => _chunks.Enqueue(chunk);

    /// <summary>Starts to pass the rest of the message in pieces.</summary>
    public void Begin(HttpAction drip) => _drip = drip;

    /// <summary>The message is complete; its last pieces may still be queued.</summary>
    public void EndMessage() => _drip = IsEmpty ? null : _drip;

    public void MoveTo(ChunkQueue outlet) => _chunks.MoveTo(outlet);

    /// <summary>Returns the next piece if it is due; otherwise sets the time at which it will be.</summary>
    /// <param name="betweenMessages">Whether the present message is complete.</param>
    public Chunk? Take(long now, bool betweenMessages, ref long wake)
    {
        if (_due > now)
        {
            wake = Math.Min(wake, _due);
            return null;
        }

        var size = _drip?.PieceSize ?? int.MaxValue;
        var piece = _chunks.First!.Length > size ? _chunks.First.TakeFirst(size) : _chunks.Dequeue();
        _due = _drip is { } drip ? clock.After(now, drip.Duration) : long.MinValue;
        _drip = IsEmpty && betweenMessages ? null : _drip;
        return piece;
    }
}
