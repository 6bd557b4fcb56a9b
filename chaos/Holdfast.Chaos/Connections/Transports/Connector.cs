using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Connections.Transports;

/// <summary>
/// Opens connections. The runtime keeps watching every socket that it connected asynchronously, and wakes a thread for each packet that
/// arrives there. So sockets that the <see cref="Poller"/> watches are connected through the poller, too.
/// </summary>
internal static class Connector
{
    /// <exception cref="SocketException">
    /// None of the host's addresses could be reached; the exception is that of the last address.
    /// </exception>
    public static async Task<Socket> ConnectAsync(string host, int port, bool polled, CancellationToken cancellationToken)
    {
        var failure = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in await ResolveAsync(host, cancellationToken))
        {
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await ConnectAsync(socket, new IPEndPoint(address, port), polled && Poller.IsAvailable, cancellationToken);
                return socket;
            }
            catch (SocketException unreachable)
            {
                socket?.Dispose();
                failure = unreachable;
            }
            catch (OperationCanceledException)
            {
                socket?.Dispose();
                throw;
            }
        }

        throw failure;
    }

    // The resolver refuses the wildcard address, although connecting to it works, and throws for text that is not a host name.
    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (ArgumentException)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }
    }

    private static ValueTask ConnectAsync(Socket socket, IPEndPoint address, bool polled, CancellationToken cancellationToken)
    {
        if (!polled)
        {
            return socket.ConnectAsync(address, cancellationToken);
        }

        socket.Blocking = false;
        try
        {
            socket.Connect(address);
            return ValueTask.CompletedTask;
        }
        catch (SocketException begun) when (begun.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            return CompleteAsync(socket, cancellationToken);
        }
        finally
        {
            // Only sets the property; the mode of the descriptor stays as it is.
            socket.Blocking = true;
        }
    }

    private static async ValueTask CompleteAsync(Socket socket, CancellationToken cancellationToken)
    {
        var transport = Poller.TryWatch(socket) ?? throw new SocketException((int)SocketError.NoBufferSpaceAvailable);
        using (cancellationToken.UnsafeRegister(_ => transport.Closed(), null))
        {
            await transport.WritableAsync();
        }

        Poller.Leave(transport);
        cancellationToken.ThrowIfCancellationRequested();
        if (socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0)
        {
            throw new SocketException(error);
        }
    }
}
