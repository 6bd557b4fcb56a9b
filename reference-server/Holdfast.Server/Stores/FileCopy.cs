using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server;

/// <summary>Copies a whole file into another one.</summary>
internal static class FileCopy
{
    // Large enough that the calls don't count, small enough for a processor's cache.
    private const int BlockSize = 256 * 1024;

    /// <summary>Writes all of <paramref name="source"/> from <paramref name="position"/> on and tells how many bytes that were.</summary>
    public static long Copy(SafeFileHandle source, SafeFileHandle target, long position, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            long copied = 0;
            while (RandomAccess.Read(source, block, copied) is > 0 and var count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                RandomAccess.Write(target, block.AsSpan(0, count), position + copied);
                copied += count;
            }

            return copied;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
