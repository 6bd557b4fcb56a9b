using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Server.Transport;

namespace Holdfast.Server.Tests.Transport;

/// <summary>A client's socket, and the server's connection at its other end.</summary>
internal sealed class SocketPair : IAsyncDisposable
{
    private SocketPair(Socket client, Socket server)
    {
        Client = client;
        ServerSocket = server;
        Connection = new UploadConnection(server, MemoryPool<byte>.Shared);
        Connection.Start();
    }

    public Socket Client { get; }

    public Socket ServerSocket { get; }

    public UploadConnection Connection { get; }

    public SocketInput Input => (SocketInput)Connection.Transport.Input;

    public static async Task<SocketPair> OpenAsync(CancellationToken cancellationToken)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(listener.LocalEndPoint!, cancellationToken);
        return new SocketPair(client, await listener.AcceptAsync(cancellationToken));
    }

    public Task SendAsync(string text, CancellationToken cancellationToken) =>
        Client.SendAsync(Encoding.Latin1.GetBytes(text), cancellationToken).AsTask();

    public void Reset()
    {
        Client.LingerState = new LingerOption(enable: true, seconds: 0);
        Client.Close();
    }

    /// <summary>Takes what one read gives.</summary>
    public static string Take(PipeReader reader, ReadResult read)
    {
        var text = Encoding.Latin1.GetString(read.Buffer);
        reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Connection.DisposeAsync();
    }
}
