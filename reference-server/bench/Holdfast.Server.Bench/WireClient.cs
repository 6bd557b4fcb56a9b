using System.Net.Sockets;
using System.Text;

namespace Holdfast.Server.Bench;

/// <summary>A connection that costs the client little, so that the server is what is measured.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[8 * 1024];

    public static async Task<WireClient> OpenAsync(Uri url)
    {
        var client = new WireClient();
        await client._socket.ConnectAsync(url.Host, url.Port);
        return client;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes)..];
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendZerosAsync(long length)
    {
        var block = new byte[256 * 1024];
        for (var sent = 0L; sent < length; sent += block.Length)
        {
            await SendAsync(block.AsMemory(0, (int)Math.Min(block.Length, length - sent)));
        }
    }

    /// <summary>Reads one response head; those here have no body, or one that comes with the head.</summary>
    public async Task<string> ReadAsync()
    {
        var count = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(count));
            count += received;
            var text = Encoding.ASCII.GetString(_buffer, 0, count);
            if (received == 0 || text.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                return text;
            }
        }
    }

    public async Task<string> AskAsync(string request)
    {
        await SendAsync(request);
        return await ReadAsync();
    }

    /// <summary>Creates an upload and gives its path.</summary>
    public async Task<string> CreateAsync(Uri url, long length)
    {
        var head =
            await AskAsync($"POST {url.AbsolutePath} HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\nUpload-Length: {length}\r\n\r\n");
        var location = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Location: ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"A creation got \"{head}\" instead of 201 with a Location.");
        return new Uri(location["Location: ".Length..]).AbsolutePath;
    }

    public static string Patch(string path, long length) =>
        $"PATCH {path} HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: "
            + $"application/offset+octet-stream\r\nContent-Length: {length}\r\n\r\n";

    public static string Head(string path) => $"HEAD {path} HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n\r\n";

    public void Dispose() => _socket.Dispose();
}
