using System.Buffers;

namespace Holdfast.Server.Transport;

/// <summary>Pooled memory that a connection's bytes arrive in, one after the other when the reader leaves some.</summary>
internal sealed class InputBlock(int size) : ReadOnlySequenceSegment<byte>
{
    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(size);

    public int Size => _bytes!.Length;

    /// <summary>The number of bytes of it that have arrived.</summary>
    public int Filled { get; private set; }

    public InputBlock? Successor => (InputBlock?)Next;

    public Span<byte> Room => _bytes.AsSpan(Filled);

    public void Fill(int count)
    {
        Filled += count;
        Memory = _bytes.AsMemory(0, Filled);
    }

    /// <summary>Makes all of it room again.</summary>
    public void Empty()
    {
        Filled = 0;
        RunningIndex = 0;
        Next = null;
    }

    public void Append(InputBlock next)
    {
        next.RunningIndex = RunningIndex + Filled;
        Next = next;
    }

    public void Return()
    {
        if (_bytes is { } bytes)
        {
            _bytes = null;
            Memory = default;
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
