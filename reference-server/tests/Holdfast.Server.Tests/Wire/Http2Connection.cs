using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Server.Tests;

/// <summary>
/// One HTTP/2 connection with one stream, frame by frame (RFC 9113): .NET's own client can't send a trailing header block.
/// </summary>
internal sealed class Http2Connection : IDisposable
{
    private const byte Data = 0x0;
    private const byte Headers = 0x1;
    private const byte ResetStream = 0x3;
    private const byte Settings = 0x4;
    private const byte EndStream = 0x1;
    private const byte EndHeaders = 0x4;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly NetworkStream _stream;

    private Http2Connection(Uri url)
    {
        _socket.Connect(url.Host, url.Port);
        _stream = new NetworkStream(_socket);
    }

    public static async Task<Http2Connection> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var connection = new Http2Connection(url);
        await connection._stream.WriteAsync(Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), cancellationToken);
        await connection.SendAsync(Settings, flags: 0, stream: 0, [], cancellationToken);
        return connection;
    }

    public Task SendHeadersAsync(IEnumerable<(string Name, string Value)> fields, bool endStream, CancellationToken cancellationToken) =>
        SendAsync(Headers, (byte)(EndHeaders | (endStream ? EndStream : 0)), 1,
            [.. fields.SelectMany(field => Literal(field.Name, field.Value))], cancellationToken);

    public Task SendDataAsync(string body, bool endStream, CancellationToken cancellationToken) =>
        SendAsync(Data, endStream ? EndStream : (byte)0, 1, Encoding.Latin1.GetBytes(body), cancellationToken);

    /// <summary>Waits for the response's header block and reads its first field, which is the status.</summary>
    public async Task<int> ReadStatusAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = new byte[9];
            await _stream.ReadExactlyAsync(head, cancellationToken);
            var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await _stream.ReadExactlyAsync(payload, cancellationToken);
            head[3].ShouldNotBe(ResetStream);
            if (head[3] == Headers)
            {
                return Status(payload);
            }
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    // RFC 7541, appendix A: 8 to 14 are whole fields; any other status is a literal with the name of entry 8.
    private static int Status(byte[] block)
    {
        int[] indexed = [200, 204, 206, 304, 400, 404, 500];
        return block[0] >= 0x80 ? indexed[block[0] - 0x88] : int.Parse(Encoding.ASCII.GetString(block, 2, 3), CultureInfo.InvariantCulture);
    }

    // RFC 7541, 6.2.2: a literal field without indexing, both texts plain.
    private static IEnumerable<byte> Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private async Task SendAsync(byte type, byte flags, int stream, byte[] payload, CancellationToken cancellationToken)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await _stream.WriteAsync(frame, cancellationToken);
    }
}
