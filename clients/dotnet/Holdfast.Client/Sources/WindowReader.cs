namespace Holdfast.Client.Sources;

/// <summary>
/// Reads a stream that cannot seek. What was read is kept until the server has stored it, so that it can be sent again; the buffer bounds
/// how much that may be. Used by one request at a time.
/// </summary>
internal sealed class WindowReader(Stream stream, long? length, int size) : ContentReader
{
    // A ring: the byte at a position is at that position modulo the size.
    private readonly byte[] _ring = new byte[size];
    private long _first;
    private long _end;
    private long? _length = length;

    public override long? Length => _length;

    public override bool IsRandomAccess => false;

    public override long First => _first;

    public override long Window(long position) => _first + size - position;

    public override async ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (position == _end && !await FillAsync(buffer.Length, cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var at = (int)(position % size);
        var count = (int)Math.Min(Math.Min(buffer.Length, _end - position), size - at);
        _ring.AsMemory(at, count).CopyTo(buffer);
        return count;
    }

    public override async ValueTask ReleaseAsync(long position, CancellationToken cancellationToken)
    {
        while (_end < position)
        {
            _first = _end;
            if (!await FillAsync((int)Math.Min(size, position - _end), cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        _first = Math.Max(_first, position);
    }

    private async ValueTask<bool> FillAsync(int most, CancellationToken cancellationToken)
    {
        var at = (int)(_end % size);
        var count = (int)Math.Min(Math.Min(most, size - at), Math.Min(_first + size - _end, (_length ?? long.MaxValue) - _end));
        if (count == 0)
        {
            return false;
        }

        // A read that is cancelled loses no bytes of a well-behaved stream; what it had read would otherwise be missing.
        var read = await stream.ReadAsync(_ring.AsMemory(at, count), cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            _length ??= _end;
            return false;
        }

        _end += read;
        return true;
    }
}
