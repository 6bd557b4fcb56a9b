using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Server.Interim;

/// <summary>
/// The writer that Kestrel writes a connection's output to. It counts the bytes, so that an interim response gets an exact place in the
/// output: where the last flush ended. Kestrel flushes whole things only, the end of a response in HTTP/1.1 and of a frame in HTTP/2, and
/// has flushed all of a pipelined request's answer before it begins with the next.
/// </summary>
internal sealed class InterimOutput : PipeWriter
{
    private readonly Lock _gate = new();
    private readonly ConnectionContext _connection;
    private readonly PipeWriter _transport;
    private readonly InterimQueue _queue = new();
    private Pipe? _pipe;
    private long _written;
    private long _flushed;

    public InterimOutput(ConnectionContext connection) => (_connection, _transport) = (connection, connection.Transport.Output);

    /// <summary>The pump at work; completed when it was never needed.</summary>
    public Task Pumping { get; private set; } = Task.CompletedTask;

    /// <summary>The reader of the output for the pump; a cancelled read means that there may be an interim response.</summary>
    public PipeReader Reader => _pipe!.Reader;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => Current.UnflushedBytes;

    private PipeWriter Current => _pipe?.Writer ?? _transport;

    /// <summary>
    /// Puts the pump between Kestrel and the transport, if it isn't there yet. Returns false while written bytes are not flushed. Most
    /// connections never need the pump, which would be a tenth of the memory of a waiting upload. Nothing may be written during the call.
    /// </summary>
    public bool TryEngage()
    {
        if (_pipe is not null || _written != _flushed)
        {
            return _pipe is not null;
        }

        // The pump runs inline, because it never computes or blocks: a switch of threads would cost more than its work. The threshold is
        // Kestrel's default for the transport's own pipe (MaxResponseBufferSize).
        _pipe = new Pipe(new PipeOptions(
            _connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool, readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.ThreadPool,
            pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false));
        Pumping = new InterimPump(this, _transport, _flushed).RunAsync();
        return true;
    }

    /// <summary>Gives a message its place, unless its request has no more room for it or too many wait.</summary>
    public bool TryEnqueue(RequestInterims request, byte[] message)
    {
        lock (_gate)
        {
            if (request.IsClosed || !_queue.TryEnqueue(_flushed, message))
            {
                return false;
            }
        }

        Reader.CancelPendingRead();
        return true;
    }

    /// <summary>Ends a request's interim responses: the next bytes that Kestrel flushes may be the final response.</summary>
    public void Close(RequestInterims request)
    {
        lock (_gate)
        {
            request.IsClosed = true;
        }
    }

    /// <summary>Removes and gives the oldest message whose place is at or before <paramref name="position"/>.</summary>
    public bool TryDequeue(long position, [NotNullWhen(true)] out byte[]? message)
    {
        lock (_gate)
        {
            return _queue.TryDequeue(position, out message);
        }
    }

    /// <summary>The place of the oldest message; null when none waits.</summary>
    public long? NextPlace()
    {
        lock (_gate)
        {
            return _queue.NextPlace;
        }
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => Current.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Current.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        _written += bytes;
        Current.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _flushed = _written;
        }

        return Current.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => Current.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => Current.Complete(exception);
}
