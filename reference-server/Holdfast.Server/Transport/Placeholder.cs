using System.Buffers;

namespace Holdfast.Server.Transport;

/// <summary>
/// Zeros that stand for as many bytes in a <see cref="SplicePipe"/>: the host counts them, and no component reads them.
/// </summary>
internal sealed class Placeholder : ReadOnlySequenceSegment<byte>
{
    // One small block many times over, so that a MiB of nothing costs no memory.
    private const int BlockSize = 4 * 1024;
    private const int Blocks = 256;

    private static readonly Placeholder[] All = Chain();

    private Placeholder(byte[] block, long runningIndex) => (Memory, RunningIndex) = (block, runningIndex);

    /// <summary>A sequence of <paramref name="count"/> bytes, a MiB at most.</summary>
    public static ReadOnlySequence<byte> Of(int count)
    {
        var last = (count - 1) / BlockSize;
        return new ReadOnlySequence<byte>(All[0], 0, All[last], count - (last * BlockSize));
    }

    /// <summary>How many bytes lie before a position in such a sequence.</summary>
    public static long IndexOf(SequencePosition position) =>
        position.GetObject() is Placeholder block ? block.RunningIndex + position.GetInteger() : 0;

    private static Placeholder[] Chain()
    {
        var block = new byte[BlockSize];
        var chain = new Placeholder[Blocks];
        for (var index = 0; index < Blocks; index++)
        {
            chain[index] = new Placeholder(block, (long)index * BlockSize);
            if (index > 0)
            {
                chain[index - 1].Next = chain[index];
            }
        }

        return chain;
    }
}
