using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using Holdfast.Server.Interim;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Holdfast.Server.Transport;

/// <summary>A connection whose reader takes the input itself (<see cref="SocketInput"/>), and whose output goes out by a loop.</summary>
internal sealed class UploadConnection : DefaultConnectionContext, IMemoryPoolFeature, IConnectionSocketFeature
{
    // Kestrel's default for the transport's own pipe (MaxResponseBufferSize).
    private const int MaxUnsent = 64 * 1024;

    private static readonly ConnectionAbortedException Left = new("The connection has ended.");
    private static long _lastId = TimeProvider.System.GetUtcNow().UtcTicks;

    private readonly Socket _socket;
    private readonly SocketInput _input;
    private readonly Pipe _output;
    private Task _sending = Task.CompletedTask;
    private int _isEnded;
    private bool _isAborted;

    public UploadConnection(Socket socket, MemoryPool<byte> memory)
        : base($"{Interlocked.Increment(ref _lastId):X}")
    {
        _socket = socket;
        _socket.Blocking = false;
        MemoryPool = memory;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        Features.Set<IMemoryPoolFeature>(this);
        Features.Set<IConnectionSocketFeature>(this);
        _input = new SocketInput(this, socket);
        _output = new Pipe(new PipeOptions(
            memory, PipeScheduler.Inline, PipeScheduler.Inline, MaxUnsent, MaxUnsent / 2, useSynchronizationContext: false));
        Transport = new DuplexPipe(_input, _output.Writer);
    }

    /// <inheritdoc/>
    public MemoryPool<byte> MemoryPool { get; }

    /// <inheritdoc/>
    public Socket Socket => _socket;

    public void Start() => _sending = SendAsync();

    /// <summary>Tells Kestrel that the client has disconnected.</summary>
    public void OnEnded()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            base.Abort(Left);
        }
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Without a linger time, a reset is sent, so that the client doesn't treat a part of the response as the whole.
        Volatile.Write(ref _isAborted, true);
        _socket.Close(0);
        _output.Reader.CancelPendingRead();
        OnEnded();
    }

    /// <inheritdoc/>
    [SuppressMessage("Usage", "CA2215", Justification = "The base would dispose the source of a cancellation that may be just under way.")]
    public override async ValueTask DisposeAsync()
    {
        await _output.Writer.CompleteAsync();
        await _sending;
        await _input.CompleteAsync();
        _socket.Dispose();
        OnEnded();
        _input.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever broke the sending, the connection is over, and the writer is told.")]
    private async Task SendAsync()
    {
        Exception? broken = null;
        try
        {
            await SendAllAsync();
            if (!Volatile.Read(ref _isAborted))
            {
                _socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception exception)
        {
            broken = exception;
            _socket.Dispose();
        }

        await _output.Reader.CompleteAsync(broken is null or SocketException or ObjectDisposedException ? null : broken);
    }

    private async Task SendAllAsync()
    {
        while (!Volatile.Read(ref _isAborted))
        {
            var read = await _output.Reader.ReadAsync();
            foreach (var segment in read.Buffer)
            {
                var sent = _socket.Send(segment.Span, SocketFlags.None, out var error);
                if (error is not (SocketError.Success or SocketError.WouldBlock))
                {
                    throw new SocketException((int)error);
                }

                sent = error == SocketError.Success ? sent : 0;
                while (sent < segment.Length)
                {
                    sent += await _socket.SendAsync(segment[sent..]);
                }
            }

            _output.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
