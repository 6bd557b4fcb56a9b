using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Holdfast.Chaos.Tls;

/// <summary>
/// Terminates TLS: converts between a socket that speaks TLS and a plain socket on loopback. The rest of the proxy then handles plain
/// sockets only, and toxics see the decrypted bytes. A FIN is sent as close_notify and FIN, an RST as RST.
/// </summary>
internal sealed class TlsBridge : IAsyncDisposable
{
    // Two TLS records, of which the longest has 16 KiB (RFC 8446, section 5.1).
    private const int BufferSize = 32 * 1024;

    // How long the bridge may still deliver data to a slow reader after the connection was closed.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly Socket _outer;
    private readonly Socket _inner;
    private readonly SslStream _tls;
    private readonly CancellationTokenSource _ending = new();
    private Task _inwards = Task.CompletedTask;
    private Task _outwards = Task.CompletedTask;

    /// <param name="outer">The socket that speaks TLS. The bridge disposes it.</param>
    public TlsBridge(Socket outer)
    {
        outer.NoDelay = true;
        (_outer, (Plain, _inner)) = (outer, Pair());
        _tls = new SslStream(new NetworkStream(outer, ownsSocket: false));
    }

    /// <summary>The plain socket; the caller disposes it.</summary>
    public Socket Plain { get; }

    /// <summary>Performs the handshake, and then passes data in both directions.</summary>
    /// <returns>Null, or why the handshake failed; then both sides are closed.</returns>
    public async Task<string?> OpenAsync(Func<SslStream, CancellationToken, Task> authenticate, CancellationToken cancellationToken)
    {
        try
        {
            await authenticate(_tls, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException or System.Security.Authentication.AuthenticationException
            or OperationCanceledException or ObjectDisposedException or ArgumentException)
        {
            // ArgumentException: the server name is not a valid host name.
            Close();
            return failure is OperationCanceledException ? "it took too long" : (failure.InnerException ?? failure).Message.TrimEnd('.');
        }

        (_inwards, _outwards) = (UnlessBrokenAsync(InwardsAsync), UnlessBrokenAsync(OutwardsAsync));
        return null;
    }

    /// <summary>Waits until pending data is delivered, for two seconds at most, and closes both sockets.</summary>
    public async ValueTask DisposeAsync()
    {
        _ending.CancelAfter(Linger);
        await _outwards;
        await _ending.CancelAsync();
        await _inwards;
        Close();
        _ending.Dispose();
    }

    private static (Socket Plain, Socket Inner) Pair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var plain = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            plain.Connect(listener.LocalEndPoint!);
            while (true)
            {
                var inner = listener.Accept();
                if (inner.RemoteEndPoint!.Equals(plain.LocalEndPoint))
                {
                    inner.NoDelay = true;
                    return (plain, inner);
                }

                // Another process connected first.
                inner.Dispose();
            }
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    private async Task InwardsAsync()
    {
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await _tls.ReadAsync(buffer, _ending.Token)) > 0)
        {
            for (var sent = 0; sent < count;)
            {
                sent += await _inner.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, _ending.Token);
            }
        }

        _inner.Shutdown(SocketShutdown.Send);
    }

    private async Task OutwardsAsync()
    {
        var buffer = new byte[BufferSize];
        int count;
        while ((count = await _inner.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, _ending.Token)) > 0)
        {
            await _tls.WriteAsync(buffer.AsMemory(0, count), _ending.Token);
        }

        await _tls.ShutdownAsync();
        _outer.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Passes one direction on to its end. If one side is reset, the other is reset, too.</summary>
    private async Task UnlessBrokenAsync(Func<Task> pass)
    {
        try
        {
            await pass();
        }
        catch (OperationCanceledException)
        {
            // The time to deliver pending data has passed.
            Close();
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            Abort();
        }
    }

    private void Abort()
    {
        foreach (var socket in new[] { _outer, _inner })
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // The peer has already closed the connection, so there is none to reset.
            }

            socket.Dispose();
        }
    }

    private void Close()
    {
        _tls.Dispose();
        _outer.Dispose();
        _inner.Dispose();
    }
}
