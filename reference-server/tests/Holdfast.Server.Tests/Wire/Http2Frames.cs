using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Server.Tests;

/// <summary>HTTP/2 by hand (RFC 9113): frames out, frames in, header fields as plain literals (RFC 7541, 6.2.2).</summary>
internal sealed class Http2Frames(Stream stream) : IDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte ResetStream = 3;
    public const byte Ping = 6;
    public const byte EndStream = 1;
    private const byte Settings = 4;
    private const byte WindowUpdate = 8;
    private const byte EndHeaders = 4;
    private const byte Ack = 1;
    private const int InitialWindowSize = 4;

    // The bytes that the peer has added to a window, less the sent ones; a connection's own window has the number 0 (RFC 9113, 6.9.2).
    private readonly Dictionary<int, long> _credit = [];
    private long _initialWindow = 65_535;

    public static async Task<Http2Frames> OpenAsync(Uri url, CancellationToken cancellationToken, params byte[] settings)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(url.Host, url.Port, cancellationToken);
        return await BeginAsync(new NetworkStream(socket, ownsSocket: true), cancellationToken, settings);
    }

    /// <param name="stream">The connection.</param>
    /// <param name="cancellationToken">Ends the test.</param>
    /// <param name="settings">The payload of the first SETTINGS frame.</param>
    public static async Task<Http2Frames> BeginAsync(Stream stream, CancellationToken cancellationToken, params byte[] settings)
    {
        var connection = new Http2Frames(stream);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), cancellationToken);
        await connection.SendAsync(Settings, 0, 0, settings, cancellationToken);
        return connection;
    }

    /// <summary>The bytes of DATA that may be sent on a stream now, by the frames that were read.</summary>
    public long WindowOf(int streamId) =>
        Math.Min(_initialWindow + _credit.GetValueOrDefault(streamId), 65_535 + _credit.GetValueOrDefault(0));

    public Task SendHeadersAsync(
        int streamId, bool endStream, CancellationToken cancellationToken, params (string Name, string Value)[] fields)
    {
        var block = fields.SelectMany(field => (byte[])[0, .. Literal(field.Name), .. Literal(field.Value)]).ToArray();
        return SendAsync(Headers, (byte)(EndHeaders | (endStream ? EndStream : 0)), streamId, block, cancellationToken);
    }

    public async Task SendAsync(byte type, byte flags, int streamId, byte[] payload, CancellationToken cancellationToken)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), streamId);
        payload.CopyTo(frame, 9);
        if (type == Data)
        {
            Grow(streamId, -payload.Length);
            Grow(0, -payload.Length);
        }

        await stream.WriteAsync(frame, cancellationToken);
    }

    /// <summary>The next frame of a stream; settings, windows and pings are looked after on the way.</summary>
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

    /// <summary>The next frame of any stream; settings, windows and pings are looked after on the way.</summary>
    public async Task<(int Stream, (byte Type, byte Flags, byte[] Payload) Frame)> ReadAnyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (frame, stream, payload) = await ReadFrameAsync(cancellationToken);
            if (frame.Type is Settings or Ping && (frame.Flags & Ack) == 0)
            {
                ReadSettings(frame.Type, payload);
                await SendAsync(frame.Type, Ack, 0, frame.Type == Ping ? payload : [], cancellationToken);
            }
            else if (frame.Type == WindowUpdate)
            {
                Grow(stream, BinaryPrimitives.ReadInt32BigEndian(payload));
            }
            else if (frame.Type != Settings)
            {
                return (stream, (frame.Type, frame.Flags, payload));
            }
        }
    }

    /// <summary>Waits until the peer has taken note of everything that was sent, and said what it had to say about it.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await SendAsync(Ping, 0, 0, new byte[8], cancellationToken);
        while ((await ReadAsync(0, cancellationToken)).Type != Ping)
        {
        }
    }

    /// <summary>
    /// The status in a header block that begins with one (RFC 7541, appendix A: entries 8 to 14, or a text), or with a table size of 0
    /// before it.
    /// </summary>
    public static int StatusOf(byte[] block)
    {
        int[] indexed = [200, 204, 206, 304, 400, 404, 500];
        var at = block[0] == 0x20 ? 1 : 0;
        return block[at] >= 0x80
            ? indexed[block[at] - 0x88] : int.Parse(Encoding.ASCII.GetString(block, at + 2, 3), CultureInfo.InvariantCulture);
    }

    public void Dispose() => stream.Dispose();

    private async Task<((byte Type, byte Flags) Frame, int Stream, byte[] Payload)> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var head = new byte[9];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        return ((head[3], head[4]), BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }

    private void ReadSettings(byte type, byte[] payload)
    {
        for (var at = 0; type == Settings && at < payload.Length; at += 6)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(payload.AsSpan(at)) == InitialWindowSize)
            {
                _initialWindow = BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(at + 2));
            }
        }
    }

    private void Grow(int streamId, long bytes) => _credit[streamId] = _credit.GetValueOrDefault(streamId) + bytes;

    private static byte[] Literal(string text) => [(byte)text.Length, .. Encoding.Latin1.GetBytes(text)];
}
