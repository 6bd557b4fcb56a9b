using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Server.Tests;

/// <summary>HTTP/2 by hand (RFC 9113): frames out, frames in, header fields as plain literals (RFC 7541, 6.2.2).</summary>
internal sealed class Http2Frames(Stream stream) : IDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte EndHeaders = 4;

    public static async Task<Http2Frames> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(url.Host, url.Port, cancellationToken);
        return await BeginAsync(new NetworkStream(socket, ownsSocket: true), cancellationToken);
    }

    public static async Task<Http2Frames> BeginAsync(Stream stream, CancellationToken cancellationToken)
    {
        var connection = new Http2Frames(stream);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), cancellationToken);
        await connection.SendAsync(Settings, 0, 0, [], cancellationToken);
        return connection;
    }

    public Task SendHeadersAsync(int streamId, bool endStream, CancellationToken cancellationToken, params (string Name, string Value)[] fields)
    {
        var block = fields.SelectMany(field => (byte[])[0, .. Literal(field.Name), .. Literal(field.Value)]).ToArray();
        return SendAsync(Headers, (byte)(EndHeaders | (endStream ? 1 : 0)), streamId, block, cancellationToken);
    }

    public async Task SendAsync(byte type, byte flags, int streamId, byte[] payload, CancellationToken cancellationToken)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame, 9);
        await stream.WriteAsync(frame, cancellationToken);
    }

    /// <summary>The next frame of a stream; settings and pings are answered on the way.</summary>
    public async Task<(byte Type, byte Flags, byte[] Payload)> ReadAsync(int streamId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (stream, frame) = await ReadAnyAsync(cancellationToken);
            if (stream == streamId)
            {
                return frame;
            }
        }
    }

    /// <summary>The next frame of any stream but the connection's own.</summary>
    public async Task<(int Stream, (byte Type, byte Flags, byte[] Payload) Frame)> ReadAnyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = new byte[9];
            await stream.ReadExactlyAsync(head, cancellationToken);
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8];
            await stream.ReadExactlyAsync(payload, cancellationToken);
            var streamId = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5));
            if (streamId != 0)
            {
                return (streamId, (head[3], head[4], payload));
            }

            if (head[3] is Settings or Ping && (head[4] & 1) == 0)
            {
                await SendAsync(head[3], 1, 0, head[3] == Ping ? payload : [], cancellationToken);
            }
        }
    }

    public void Dispose() => stream.Dispose();

    private static byte[] Literal(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
