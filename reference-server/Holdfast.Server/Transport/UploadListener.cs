using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Holdfast.Server.Transport;

/// <summary>Accepts connections on a socket.</summary>
internal sealed class UploadListener : IConnectionListener
{
    // Kestrel's.
    private const int Backlog = 512;

    // How soon to look again for a descriptor when the process has none left.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly MemoryPool<byte> _memory;

    /// <exception cref="AddressInUseException">Another socket has the address.</exception>
    public UploadListener(EndPoint endPoint, MemoryPool<byte> memory)
    {
        _memory = memory;
        try
        {
            _socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }

        EndPoint = _socket.LocalEndPoint!;
        _socket.Listen(Backlog);
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return Start(await _socket.AcceptAsync(cancellationToken));
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.OperationAborted)
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private UploadConnection Start(Socket accepted)
    {
        try
        {
            if (accepted.LocalEndPoint is IPEndPoint)
            {
                accepted.NoDelay = true;
            }

            var connection = new UploadConnection(accepted, _memory);
            connection.Start();
            return connection;
        }
        catch (SocketException)
        {
            accepted.Dispose();
            throw;
        }
    }
}
