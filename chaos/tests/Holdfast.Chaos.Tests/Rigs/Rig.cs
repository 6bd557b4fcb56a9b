using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Rigs;

/// <summary>A listening upstream, a proxy in front of it, and the sockets that a test has opened.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly Socket _upstream;
    private readonly List<Socket> _sockets = [];

    private Rig(Socket upstream, ChaosProxy proxy) => (_upstream, Proxy) = (upstream, proxy);

    public ChaosProxy Proxy { get; }

    public static async Task<Rig> StartAsync(Func<ChaosProxyOptions, ChaosProxyOptions>? change = null, params Toxic[] toxics)
    {
        var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        upstream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        upstream.Listen(128);
        var options = new ChaosProxyOptions { Upstream = upstream.LocalEndPoint!.ToString()!, Toxics = toxics };
        return new Rig(upstream, await ChaosProxy.StartAsync(change?.Invoke(options) ?? options));
    }

    public static Task<Rig> StartAsync(params Toxic[] toxics) => StartAsync(null, toxics);

    public static ChaosProxyOptions Transparent(ChaosProxyOptions options) => options with
    {
        PropagateHalfClose = true, PropagateReset = true,
    };

    public async Task<(Socket Client, Socket Server)> ConnectAsync(CancellationToken token)
    {
        var client = await ConnectClientAsync(token);
        return (client, await AcceptAsync(token));
    }

    public async Task<Socket> ConnectClientAsync(CancellationToken token)
    {
        var client = await Wire.ConnectAsync(Proxy.Listen, token);
        _sockets.Add(client);
        return client;
    }

    /// <summary>The next connection that reaches the upstream.</summary>
    public async Task<Socket> AcceptAsync(CancellationToken token)
    {
        var server = await _upstream.AcceptAsync(token);
        server.NoDelay = true;
        _sockets.Add(server);
        return server;
    }

    /// <summary>The next connection that reaches the upstream; the caller disposes it.</summary>
    public ValueTask<Socket> AcceptUnheldAsync(CancellationToken token) => _upstream.AcceptAsync(token);

    public Task<ChaosEvent> EventAsync(ChaosEventKind kind, CancellationToken token, int connection = 1) =>
        Proxy.WaitForAsync(entry => entry.Kind == kind && (entry.Connection == connection || entry.Connection == 0), token);

    public async ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        await Proxy.DisposeAsync();
        _upstream.Dispose();
    }
}
