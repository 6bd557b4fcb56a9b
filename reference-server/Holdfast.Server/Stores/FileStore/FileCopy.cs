using System.Buffers;
using Holdfast.Server.Files;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Stores.FileStore;

/// <summary>Copies a whole file into another one.</summary>
internal static class FileCopy
{
    // Large enough that the calls don't count, small enough for a processor's cache.
    private const int BlockSize = 256 * 1024;

    // The bytes that one call copies: a multiple of every block size, since only whole blocks can be shared. Where a file system copies
    // them anyway, it takes some tens of milliseconds, after which the copy can be stopped.
    private const int ShareSize = 64 * 1024 * 1024;

    /// <summary>
    /// Gives <paramref name="target"/> all of <paramref name="source"/> from <paramref name="position"/> on; returns the number of bytes.
    /// </summary>
    public static long Copy(
        FileCalls calls, SafeFileHandle source, SafeFileHandle target, long position, CancellationToken cancellationToken)
    {
        var shared = 0L;
        while (calls.Share(source, shared, target, position + shared, ShareSize) is > 0 and var count)
        {
            shared += count;
            cancellationToken.ThrowIfCancellationRequested();
        }

        return shared + CopyBlocks(calls, source, shared, target, position + shared, cancellationToken);
    }

    /// <summary>The same through this process's memory, from some place in <paramref name="source"/> on.</summary>
    public static long CopyBlocks(
        FileCalls calls, SafeFileHandle source, long from, SafeFileHandle target, long position, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var copied = 0L;
            while (calls.Read(source, block, from + copied) is > 0 and var count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                calls.Write(target, block.AsSpan(0, count), position + copied);
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
