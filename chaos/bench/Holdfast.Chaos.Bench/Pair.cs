using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Bench;

/// <summary>A client and a server socket, joined directly or through a proxy.</summary>
internal sealed class Pair : IAsyncDisposable
{
    private readonly ChaosProxy? _proxy;

    private Pair(Socket client, Socket server, ChaosProxy? proxy) => (Client, Server, _proxy) = (client, server, proxy);

    public Socket Client { get; }

    public Socket Server { get; }

    public static async Task<Pair> ConnectAsync(Path path)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var address = (IPEndPoint)listener.LocalEndPoint!;
        var proxy = path == Path.Direct ? null : await ChaosProxy.StartAsync(Options(address, path));
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(proxy?.Listen ?? address);
        var server = await listener.AcceptAsync();
        server.NoDelay = true;
        return new Pair(client, server, proxy);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Server.Dispose();
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    // A limit that is never reached looks at every byte and changes none: the price of the stages alone.
    private static ChaosProxyOptions Options(IPEndPoint upstream, Path path) => new()
    {
        Upstream = upstream.ToString(),
        PropagateHalfClose = true,
        PropagateReset = true,
        Toxics = path == Path.ProxyWithToxic
            ? [Toxic.LimitData(long.MaxValue), Toxic.LimitData(long.MaxValue) with { Stream = ToxicStream.Upstream }]
            : [],
    };
}
