using System.Buffers;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// The buffer of a reader: none while the source is silent, a chunk's length when it speaks, and a longer one while it
/// fills that, because each read costs a system call whatever it brings.
/// </summary>
internal sealed class ReadBuffer
{
    // Half of what Linux lets a loopback socket queue by default; more was no faster.
    private const int LongestRead = 256 * 1024;

    private byte[] _buffer = [];

    /// <summary>Whether the next read is likely to find data at once.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Where to read to.</summary>
    /// <param name="limit">The length of a chunk.</param>
    /// <param name="limited">Whether somebody looks at chunks.</param>
    public Memory<byte> Take(int limit, bool limited)
    {
        var length = IsBusy && !limited ? LongestRead : limit;
        if (_buffer.Length < length)
        {
            Release();
            _buffer = ArrayPool<byte>.Shared.Rent(length);
        }

        return _buffer.AsMemory(0, length);
    }

    /// <summary>What a read has brought; if the source may be silent now, the buffer can go.</summary>
    public void Took(int count, int limit)
    {
        IsBusy = count >= limit;
        if (!IsBusy)
        {
            Release();
        }
    }

    public void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
