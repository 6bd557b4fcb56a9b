namespace Holdfast.Conformance.Tests.Peer;

/// <summary>An upload in memory, written by one request at a time: the next request takes it over.</summary>
internal sealed class TinyUpload(long length, string? metadata, DateTimeOffset made)
{
    private readonly Lock _gate = new();
    private readonly List<char> _bytes = [];
    private int _holder;

    public DateTimeOffset Made => made;

    public long Length => length;

    public string? Metadata => metadata;

    public long Offset
    {
        get
        {
            lock (_gate)
            {
                return _bytes.Count;
            }
        }
    }

    public string Content
    {
        get
        {
            lock (_gate)
            {
                return new string([.. _bytes]);
            }
        }
    }

    /// <summary>Takes the upload over from the request that writes to it. Returns the ticket to append with.</summary>
    public int TakeOver() => Interlocked.Increment(ref _holder);

    /// <summary>Appends, unless the ticket is out of date.</summary>
    public bool Append(string bytes, int ticket)
    {
        lock (_gate)
        {
            if (ticket != Volatile.Read(ref _holder))
            {
                return false;
            }

            _bytes.AddRange(bytes);
            return true;
        }
    }

    public void Lose(int count)
    {
        lock (_gate)
        {
            _bytes.RemoveRange(_bytes.Count - count, count);
        }
    }
}
