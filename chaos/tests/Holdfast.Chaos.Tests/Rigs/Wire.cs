using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Chaos.Tests.Rigs;

/// <summary>Operations on raw sockets, each bounded by the test's token.</summary>
internal static class Wire
{
    public static Task SendTextAsync(this Socket socket, string text, CancellationToken token) =>
        socket.SendAsync(Encoding.ASCII.GetBytes(text), SocketFlags.None, token).AsTask();

    public static async Task<byte[]> ReceiveExactlyAsync(this Socket socket, int count, CancellationToken token)
    {
        var buffer = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, token);
            received.ShouldBeGreaterThan(0, $"the stream ended after {filled} of {count} bytes");
            filled += received;
        }

        return buffer;
    }

    public static async Task<string> ReceiveTextAsync(this Socket socket, int count, CancellationToken token) =>
        Encoding.ASCII.GetString(await socket.ReceiveExactlyAsync(count, token));

    /// <summary>Reads to the end; returns the bytes, and "FIN" or "RST".</summary>
    public static async Task<(byte[] Data, string End)> ReceiveToEndAsync(this Socket socket, CancellationToken token)
    {
        using var data = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            int received;
            while ((received = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, token)) > 0)
            {
                await data.WriteAsync(buffer.AsMemory(0, received), token);
            }

            return (data.ToArray(), "FIN");
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return (data.ToArray(), "RST");
        }
    }

    public static async Task<string> EndAsync(this Socket socket, CancellationToken token) => (await socket.ReceiveToEndAsync(token)).End;

    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public static async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken token)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address, token);
        return socket;
    }

    /// <summary>Bytes in which a lost, repeated or swapped one is noticed.</summary>
    public static byte[] Pattern(int count, int seed = 1)
    {
        var data = new byte[count];
        new Random(seed).NextBytes(data);
        return data;
    }
}
