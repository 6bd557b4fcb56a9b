using System.Buffers;
using Holdfast.Client.Sources;
using Holdfast.Protocol.Checksums;

namespace Holdfast.Client.Uploads;

/// <summary>Looks at content before it is sent.</summary>
internal static class UploadBodies
{
    private const int PieceSize = 64 * 1024;

    /// <summary>How many bytes there are from <paramref name="start"/> on, at most <paramref name="most"/>.</summary>
    /// <param name="checksum">Takes the bytes; null for none.</param>
    /// <exception cref="UploadException">The content cannot be read.</exception>
    public static async Task<long> MeasureAsync(
        ContentReader reader, long start, long most, RunningChecksum? checksum, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        var position = start;
        try
        {
            while (position - start < most)
            {
                var wanted = piece.AsMemory(0, (int)Math.Min(PieceSize, most - (position - start)));
                var count = await reader.ReadAsync(position, wanted, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                checksum?.Append(wanted.Span[..count]);
                position += count;
            }

            return position - start;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new UploadException(UploadFailure.SourceFailed, $"The content cannot be read: {exception.Message}", inner: exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
