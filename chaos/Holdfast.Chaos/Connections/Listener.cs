using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Connections;

/// <summary>A listening socket and its accept loop.</summary>
internal sealed class Listener : IAsyncDisposable
{
    // Go's default, which Toxiproxy uses.
    private const int Backlog = 4096;

    // Long enough that a process without free descriptors does not spin, short enough not to delay clients noticeably.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _listens;
    private Task _accepting = Task.CompletedTask;

    private Listener(Socket socket, TimeProvider time, bool listens)
    {
        (_socket, _time, _listens) = (socket, time, listens);
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>The bound address.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Binds and listens; clients queue in the kernel until <see cref="Start"/>.</summary>
    /// <param name="address">The address to listen on.</param>
    /// <param name="time">The clock of the accept loop.</param>
    /// <param name="listens">
    /// Whether to listen at once; otherwise the socket is only bound, and clients are refused until <see cref="Start"/>.
    /// </param>
    /// <exception cref="ChaosProxyException">The address is in use, or this machine does not have it.</exception>
    public static Listener Bind(IPEndPoint address, TimeProvider time, bool listens = true)
    {
        var wanted = address.Address.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6
            ? new IPEndPoint(IPAddress.Any, address.Port)
            : address;
        Socket? socket = null;
        try
        {
            socket = new Socket(wanted.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (wanted.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(wanted);
            if (listens)
            {
                socket.Listen(Backlog);
            }

            var listener = new Listener(socket, time, listens);
            socket = null;
            return listener;
        }
        catch (SocketException failure)
        {
            throw Unusable(wanted, failure);
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>Passes every accepted socket to <paramref name="accepted"/>, which must return quickly.</summary>
    public void Start(Action<Socket> accepted)
    {
        if (!_listens)
        {
            _socket.Listen(Backlog);
        }

        _accepting = Task.Run(() => AcceptAsync(accepted));
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Dispose();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync(Action<Socket> accepted)
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                accepted(await _socket.AcceptAsync(_closing.Token));
            }
            catch (SocketException) when (!_closing.IsCancellationRequested)
            {
                // The client has disconnected, or no descriptor is free; the next accept may succeed.
                await Task.Delay(RetryDelay, _time, CancellationToken.None);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private static ChaosProxyException Unusable(IPEndPoint address, SocketException failure)
    {
        var (reason, wireText, next) = failure.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                ("it is in use", "bind: address already in use", "Free it, or give port 0 for any free one."),
            SocketError.AddressNotAvailable =>
                ("this machine has no such address", "bind: cannot assign requested address", "Give one of its own."),
            SocketError.AccessDenied => ("access was denied", "bind: permission denied", "Give a port above 1023."),
            _ => (failure.Message, $"bind: {failure.Message}", "Give another address."),
        };
        return new ChaosProxyException($"Cannot listen on '{address}': {reason}. {next}", $"listen tcp {address}: {wireText}", failure);
    }
}
