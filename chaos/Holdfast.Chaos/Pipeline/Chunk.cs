using System.Buffers;

namespace Holdfast.Chaos.Pipeline;

/// <summary>The data of one read, or the end of the direction. Owns its pooled buffer.</summary>
internal sealed class Chunk
{
    private readonly byte[] _buffer;
    private int _start;

    private Chunk(byte[] buffer, int length, long arrival, Ending? ending)
    {
        (_buffer, Length, Arrival, Ending) = (buffer, length, arrival, ending);
    }

    public int Length { get; private set; }

    /// <summary>The timestamp at which it arrived in its present queue.</summary>
    public long Arrival { get; set; }

    public Ending? Ending { get; }

    public ReadOnlyMemory<byte> Data => _buffer.AsMemory(_start, Length);

    public static Chunk Copy(ReadOnlySpan<byte> data, long arrival)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(buffer);
        return new Chunk(buffer, data.Length, arrival, null);
    }

    public static Chunk End(Ending ending, long arrival) => new([], 0, arrival, ending);

    /// <summary>Moves the first bytes into a new chunk; the rest stays here.</summary>
    public Chunk TakeFirst(int count)
    {
        var first = Copy(Data.Span[..count], Arrival);
        _start += count;
        Length -= count;
        return first;
    }

    /// <summary>Inverts the first byte, which every checksum detects.</summary>
    public void InvertFirst() => _buffer[_start] ^= 0xFF;

    public void Release() => ArrayPool<byte>.Shared.Return(_buffer);
}
