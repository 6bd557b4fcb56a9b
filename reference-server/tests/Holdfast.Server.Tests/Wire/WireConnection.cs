using System.Net.Sockets;
using System.Text;

namespace Holdfast.Server.Tests;

/// <summary>One TCP connection on which a test writes literal bytes and reads what comes back.</summary>
internal sealed class WireConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly List<byte> _unread = [];

    public static async Task<WireConnection> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var connection = new WireConnection();
        await connection._socket.ConnectAsync(url.Host, url.Port, cancellationToken);
        return connection;
    }

    public async Task SendAsync(string bytes, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> left = Encoding.Latin1.GetBytes(bytes);
        while (!left.IsEmpty)
        {
            left = left[await _socket.SendAsync(left, SocketFlags.None, cancellationToken)..];
        }
    }

    /// <summary>Reads one response; its body is as long as Content-Length says.</summary>
    public async Task<WireResponse> ReadAsync(CancellationToken cancellationToken, bool isHead = false)
    {
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. _unread]);
            if (WireResponse.TryParse(text, isHead, out var response, out var length))
            {
                _unread.RemoveRange(0, length);
                return response;
            }

            (await FillAsync(cancellationToken)).ShouldBeTrue($"The connection ended after '{text}'.");
        }
    }

    /// <summary>Waits for the end of the connection, in either way, and returns the bytes before it.</summary>
    public async Task<string> ReadToEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await FillAsync(cancellationToken))
            {
            }
        }
        catch (SocketException)
        {
        }

        return Encoding.Latin1.GetString([.. _unread]);
    }

    /// <summary>Ends the connection with FIN.</summary>
    public void Close() => _socket.Close();

    /// <summary>Ends the connection with RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var count = await _socket.ReceiveAsync(buffer, cancellationToken);
        _unread.AddRange(buffer.AsSpan(0, count));
        return count > 0;
    }
}
