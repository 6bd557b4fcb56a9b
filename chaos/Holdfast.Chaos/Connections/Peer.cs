using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Holdfast.Chaos.Connections.Transports;

namespace Holdfast.Chaos.Connections;

/// <summary>One side of a connection: a socket that reports errors as values, not as exceptions.</summary>
internal sealed class Peer
{
    // Go's default, which Toxiproxy uses.
    private const int KeepAliveSeconds = 15;

    // linux/tcp_states.h
    private const int TcpClose = 7;

    private readonly Socket _socket;
    private readonly ITransport _transport;
    private volatile bool _reset;
    private volatile bool _closed;
    private volatile bool _finSent;

    /// <param name="socket">Connected.</param>
    /// <param name="polled">Whether to use our own polling where the system has it.</param>
    public Peer(Socket socket, bool polled)
    {
        _socket = socket;
        _transport = (polled ? Poller.TryWatch(socket) : null) as ITransport ?? new RuntimeTransport(socket);
        try
        {
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
        }
        catch (SocketException)
        {
            // Some systems refuse options on a connection that the peer has already reset; the first read reports that.
            _reset = true;
        }
    }

    /// <summary>Whether the peer reset the connection, as far as a read or a write has reported it.</summary>
    public bool WasReset => _reset;

    /// <summary>Waits, without a buffer, until a receive would return at once.</summary>
    public ValueTask ReadableAsync() => _transport.ReadableAsync();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Receipt> ReceiveAsync(Memory<byte> buffer)
    {
        var count = await _transport.ReceiveAsync(buffer);
        return count switch
        {
            ITransport.Failed => Failed(),
            0 => new Receipt(IsFin() ? ReceiptKind.Fin : ReceiptKind.Reset),
            _ => new Receipt(ReceiptKind.Data, count),
        };
    }

    private Receipt Failed()
    {
        _reset |= !_closed;
        return new Receipt(_closed ? ReceiptKind.Closed : ReceiptKind.Reset);
    }

    /// <summary>Sends all data. False: the peer has closed or reset the connection, or the socket was closed here.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> data)
    {
        while (data.Length > 0)
        {
            var count = await _transport.SendAsync(data);
            if (count == ITransport.Failed)
            {
                _reset |= !_closed;
                return false;
            }

            data = data[count..];
        }

        return true;
    }

    /// <summary>Sends a FIN and leaves the other direction open.</summary>
    public void HalfClose()
    {
        _finSent = true;
        TryShutdown(SocketShutdown.Send);
    }

    /// <summary>Closes with FIN. If received data was never read, the kernel sends an RST instead, as it does for Toxiproxy.</summary>
    public void Close()
    {
        _closed = true;

        // Without the shutdown .NET closes abortively while a read is pending.
        TryShutdown(SocketShutdown.Both);
        _socket.Dispose();
        _transport.Closed();
    }

    /// <summary>Closes with RST; data that was not yet sent is lost.</summary>
    public void Abort()
    {
        _closed = true;
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // The peer has already closed the connection, so there is none to reset.
            _reset = true;
        }

        _socket.Dispose();
        _transport.Closed();
    }

    private void TryShutdown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
        }
        catch (SocketException)
        {
            // Only a connection that the peer has reset cannot be shut down.
            _reset = true;
        }
        catch (ObjectDisposedException) when (_closed)
        {
            // The socket was closed meanwhile, which includes the half-close.
        }
    }

    // The kernel reports a reset once. If a write received it, the read sees an ordinary end. The state of the connection
    // differs: CLOSE_WAIT after a FIN, CLOSE after a reset. (After our own FIN both end in CLOSE, but then nothing writes.)
    private bool IsFin()
    {
        if (!_reset && !_finSent && !_closed && OperatingSystem.IsLinux())
        {
            _reset = TcpState() == TcpClose;
        }

        return !_reset;
    }

    private int TcpState()
    {
        // linux/tcp.h: getsockopt(IPPROTO_TCP = 6, TCP_INFO = 11); the first byte is the state.
        Span<byte> info = stackalloc byte[sizeof(int)];
        try
        {
            return _socket.GetRawSocketOption(6, 11, info) > 0 ? info[0] : 0;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
