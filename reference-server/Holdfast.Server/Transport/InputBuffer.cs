using System.Buffers;

namespace Holdfast.Server.Transport;

/// <summary>
/// The bytes of a connection that have arrived and aren't consumed yet. The blocks grow while the sender fills them and shrink when it
/// doesn't. An empty buffer can give its block back, so a silent connection holds none.
/// </summary>
internal sealed class InputBuffer
{
    // Enough for nearly every header section in one read.
    private const int SmallestBlock = 16 * 1024;

    // The largest that still stays in a cache of 1 MiB between the two copies of each byte; socat is measured with the same.
    private const int LargestBlock = 256 * 1024;

    private InputBlock? _first;
    private InputBlock? _last;
    private int _start;
    private int _blockSize = SmallestBlock;

    public bool IsEmpty => _first is null || (ReferenceEquals(_first, _last) && _start == _first.Filled);

    public ReadOnlySequence<byte> Bytes => IsEmpty ? default : new(_first!, _start, _last!, _last!.Filled);

    /// <summary>Memory for the next bytes.</summary>
    public Span<byte> Room()
    {
        if (IsEmpty && _first?.Size < _blockSize)
        {
            Release();
        }

        if (_last is null)
        {
            _first = _last = new InputBlock(_blockSize);
        }
        else if (IsEmpty)
        {
            _first!.Empty();
            _start = 0;
        }
        else if (_last.Room.IsEmpty)
        {
            var next = new InputBlock(_blockSize);
            _last.Append(next);
            _last = next;
        }

        return _last.Room;
    }

    /// <summary>Records how many bytes were written to the free space.</summary>
    public void Fill(int count)
    {
        var room = _last!.Room.Length;
        _blockSize = count == room ? Math.Min(_blockSize * 4, LargestBlock)
            : count < _blockSize / 4 ? Math.Max(_blockSize / 4, SmallestBlock)
            : _blockSize;
        _last.Fill(count);
    }

    /// <summary>Drops the bytes before a position.</summary>
    public void Consume(SequencePosition consumed)
    {
        if (consumed.GetObject() is not InputBlock block)
        {
            return;
        }

        while (!ReferenceEquals(_first, block))
        {
            DropFirst();
        }

        _start = consumed.GetInteger();
        if (_start == block.Filled && block.Successor is not null)
        {
            DropFirst();
            _start = 0;
        }
    }

    /// <summary>Whether there are no bytes after a position.</summary>
    public bool IsEnd(SequencePosition position) =>
        IsEmpty || (ReferenceEquals(position.GetObject(), _last) && position.GetInteger() == _last!.Filled);

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        while (_first is not null)
        {
            DropFirst();
        }

        _last = null;
        _start = 0;
    }

    private void DropFirst()
    {
        var dropped = _first!;
        _first = dropped.Successor;
        dropped.Return();
    }
}
