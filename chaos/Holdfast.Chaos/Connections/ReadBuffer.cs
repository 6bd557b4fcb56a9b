using System.Buffers;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// The buffer of a reader: none while the source sends nothing, one chunk long when it sends, and a longer one while it fills that,
/// because each read costs a system call regardless of its length.
/// </summary>
internal sealed class ReadBuffer
{
    // Half of what Linux lets a loopback socket queue by default; more was no faster.
    private const int LongestRead = 256 * 1024;

    private byte[] _buffer = [];

    /// <summary>Whether the next read is likely to find data at once.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>The memory to read into.</summary>
    /// <param name="limit">The length of a chunk.</param>
    /// <param name="limited">Whether a toxic applies, so that a read must not be longer than a chunk.</param>
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

    /// <summary>Records how much a read returned, and releases the buffer if the source may have no more data.</summary>
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
