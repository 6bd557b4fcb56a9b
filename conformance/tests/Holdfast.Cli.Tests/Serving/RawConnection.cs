using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>One connection on which a test writes literal bytes and reads what comes back; over TCP, a Unix socket or TLS.</summary>
internal sealed class RawConnection(Stream stream) : IDisposable
{
    private readonly List<byte> _unread = [];

    public static async Task<RawConnection> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(url.Host, url.Port, cancellationToken);
        return new RawConnection(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Connects to an address.</summary>
    public static async Task<RawConnection> OpenAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address, cancellationToken);
        return new RawConnection(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>Ends the connection with an RST.</summary>
    public void Reset() => ((NetworkStream)stream).Socket.Close(0);

    public async Task SendAsync(string bytes, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), cancellationToken);

    /// <summary>Reads one answer; its body is as long as Content-Length says.</summary>
    public async Task<RawAnswer> ReadAsync(CancellationToken cancellationToken, bool isHead = false)
    {
        var end = await FindHeadAsync(cancellationToken);
        var head = new RawAnswer(Take(end), "");
        Take(4);
        var length = isHead ? 0 : int.Parse(head["Content-Length"] ?? "0", CultureInfo.InvariantCulture);
        while (_unread.Count < length)
        {
            await FillAsync(cancellationToken);
        }

        return head with { Body = Take(length) };
    }

    public void Dispose() => stream.Dispose();

    private async Task<int> FindHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = Encoding.Latin1.GetString([.. _unread]).IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                return end;
            }

            await FillAsync(cancellationToken);
        }
    }

    private string Take(int count)
    {
        var taken = Encoding.Latin1.GetString([.. _unread[..count]]);
        _unread.RemoveRange(0, count);
        return taken;
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var count = await stream.ReadAsync(buffer, cancellationToken);
        _unread.AddRange(buffer.AsSpan(0, count));
        if (count == 0)
        {
            throw new IOException($"The connection ended after '{Encoding.Latin1.GetString([.. _unread])}'.");
        }
    }
}
