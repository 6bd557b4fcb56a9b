using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Holdfast.Client.Exchanges;

/// <summary>
/// A connection's plaintext below <see cref="HttpClient"/>, HTTP/1.1 only. It reads at any time, also while a request is being sent, so
/// that interim responses are noticed and an early final response survives a connection that breaks; and it adds trailers to requests.
/// </summary>
/// <remarks>
/// HTTP/1.1 without pipelining: a request is written in the flow of execution of its caller, which says whose it is
/// (<see cref="Exchange.Current"/>), and what arrives afterwards is its response.
/// </remarks>
internal sealed class ExchangeStream : Stream
{
    // The read of a broken connection ends at once; a connection that is only half closed may never end.
    private static readonly TimeSpan LastBytes = TimeSpan.FromSeconds(1);

    private readonly Stream _connection;
    private readonly Pipe _arrived = new();
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private Exchange? _exchange;
    private ResponseObserver? _observer;

    public ExchangeStream(Stream connection)
    {
        _connection = connection;

        // The connection outlives the request that it is opened for.
        using (ExecutionContext.SuppressFlow())
        {
            _reading = Task.Run(ReadConnectionAsync);
        }
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await _arrived.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var bytes = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, buffer.Length));
        bytes.CopyTo(buffer.Span);
        _arrived.Reader.AdvanceTo(bytes.End);
        return (int)bytes.Length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var exchange = Exchange.Current;
        if (exchange != _exchange)
        {
            Begin(exchange);
        }

        if (exchange?.Trailer is { } trailer)
        {
            buffer = EndOfChunks(buffer, trailer);
        }

        try
        {
            await _connection.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // HttpClient closes the connection now. What the server sent before it broke is still there, and is read first.
            await Task.WhenAny(_reading, Task.Delay(LastBytes, TimeProvider.System, cancellationToken)).ConfigureAwait(false);
            throw;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => _connection.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _connection.FlushAsync(cancellationToken);

    // HttpClient's synchronous methods end here.
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _connection.Dispose();
        }

        base.Dispose(disposing);
    }

    // The content was flushed before the trailer was set, so that HttpClient writes the last chunk alone. RFC 9112, 7.1.
    private static byte[] EndOfChunks(ReadOnlyMemory<byte> buffer, string trailer) => buffer.Span.SequenceEqual("0\r\n\r\n"u8)
        ? Encoding.ASCII.GetBytes($"0\r\n{trailer}\r\n\r\n")
        : throw new InvalidOperationException("A request with a trailer did not end with the last chunk. Send it with HTTP/1.1.");

    private void Begin(Exchange? exchange)
    {
        lock (_gate)
        {
            _exchange?.OnEnd();
            _exchange = exchange;
            _observer = exchange is null ? null : new ResponseObserver(exchange);
            exchange?.Begin();
        }
    }

    private async Task ReadConnectionAsync()
    {
        Exception? broken = null;
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (await _connection.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
            {
                lock (_gate)
                {
                    if (_observer is null)
                    {
                        _arrived.Writer.Write(buffer.AsSpan(0, count));
                    }
                    else
                    {
                        _observer.Observe(buffer.AsSpan(0, count), _arrived.Writer);
                    }
                }

                if ((await _arrived.Writer.FlushAsync().ConfigureAwait(false)).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            // HttpClient learns of it when it reads.
            broken = exception as IOException ?? new IOException("The connection broke.", exception);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        lock (_gate)
        {
            _exchange?.OnEnd();
        }

        await _arrived.Writer.CompleteAsync(broken).ConfigureAwait(false);
    }
}
