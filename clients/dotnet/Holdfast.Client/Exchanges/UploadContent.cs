using System.Buffers;
using System.Net;
using Holdfast.Protocol.Checksums;
using Holdfast.Protocol.Tus;

namespace Holdfast.Client.Exchanges;

/// <summary>Sends a body: reads the next piece while the one before it is being written.</summary>
internal sealed class UploadContent(UploadBody body, Exchange exchange, StallTimer stall, TimeSpan stallTimeout, TimeSpan patience)
    : HttpContent
{
    // As curl's upload buffer: larger pieces are not faster, and the slower a network is, the sooner one counts as stalled.
    private const int PieceSize = 64 * 1024;

    // How long a write may still take after the response: the last one is often under way when the response to it arrives.
    private static readonly TimeSpan EarlyResponse = TimeSpan.FromMilliseconds(250);

    protected override bool TryComputeLength(out long length)
    {
        // A trailer needs the chunked coding (RFC 9112, 7.1.2).
        length = body.Count ?? 0;
        return body.Count is not null && body.Trailer is null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var checksum = body.Trailer?.Invoke();
        await WritePiecesAsync(stream, checksum, cancellationToken).ConfigureAwait(false);
        if (checksum is not null)
        {
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            exchange.Trailer = $"{TusHeaders.UploadChecksum}: {checksum.Algorithm} {Convert.ToBase64String(checksum.Finish())}";
        }

        stall.Start(patience);
    }

    private async Task WritePiecesAsync(Stream stream, RunningChecksum? checksum, CancellationToken cancellationToken)
    {
        stall.Stop();

        // The server has answered without waiting for the rest, and does not want it (RFC 9110, 7.5; RFC 9112, 9.3). It may have stopped
        // reading, so that a write does not end by itself.
        using var early = exchange.FinalArrived.Register(() => stall.Start(EarlyResponse));
        var size = (int)Math.Min(PieceSize, body.Count ?? PieceSize);
        var (piece, next) = (ArrayPool<byte>.Shared.Rent(size), ArrayPool<byte>.Shared.Rent(size));
        var position = body.Start;
        var reading = ReadAsync(position, piece, size, cancellationToken);
        try
        {
            while (await reading.ConfigureAwait(false) is > 0 and var count)
            {
                if (exchange.FinalArrived.IsCancellationRequested)
                {
                    throw new IOException("The response came before the end of the content.");
                }

                position += count;
                reading = ReadAsync(position, next, size, cancellationToken);
                var bytes = piece.AsMemory(0, count);
                checksum?.Append(bytes.Span);
                stall.Start(stallTimeout);
                await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                stall.Stop();
                body.Sent(count);
                (piece, next) = (next, piece);
            }
        }
        finally
        {
            // The buffers can't go back before the read that fills one of them has ended. Its error is in the exchange.
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(piece);
            ArrayPool<byte>.Shared.Return(next);
        }

        if (position - body.Start < body.Count)
        {
            exchange.SourceError = new EndOfStreamException(
                $"The content ended after {position} bytes, but {body.Start + body.Count} were expected.");
            throw exchange.SourceError;
        }
    }

    private async Task<int> ReadAsync(long position, byte[] buffer, int size, CancellationToken cancellationToken)
    {
        var most = (int)Math.Min(size, (body.Count ?? body.Most) - (position - body.Start));
        try
        {
            return most == 0 ? 0 : await body.Reader.ReadAsync(position, buffer.AsMemory(0, most), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            exchange.SourceError = exception;
            throw;
        }
    }
}
