using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Connections;

/// <summary>A proxy that refuses clients while its upstream is down.</summary>
public sealed class RefuseWhileDownTests
{
    private const string Refused = "refused";

    [Test]
    [CancelAfter(30_000)]
    public async Task Clients_are_refused_before_the_upstream_starts_and_after_it_has_stopped(CancellationToken token)
    {
        var address = FreeAddress();
        await using var proxy = await ChaosProxy.StartAsync(new() { Upstream = address.ToString(), RefuseWhileDown = true }, token);
        await EventAsync(proxy, ChaosEventKind.UpstreamDown, 1, token);
        (await TryConnectAsync(proxy, token)).ShouldBeNull();
        proxy.Enabled.ShouldBeTrue();

        for (var round = 1; round <= 2; round++)
        {
            using (var upstream = Upstream(address))
            {
                await EventAsync(proxy, ChaosEventKind.UpstreamUp, round, token);
                using var client = (await TryConnectAsync(proxy, token)).ShouldNotBeNull();
                using var server = await ServedAsync(upstream, client, token);
                await server.SendTextAsync("hello", token);
                (await client.ReceiveTextAsync(5, token)).ShouldBe("hello");
            }

            (await EndAsync(proxy, token)).ShouldBe("RST", "this client discovers it, the next one is refused");
            await EventAsync(proxy, ChaosEventKind.UpstreamDown, round + 1, token);
            while (await EndAsync(proxy, token) != Refused)
            {
                // The port is released shortly afterwards.
            }
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_proxy_that_waits_for_its_upstream_can_be_moved_disabled_and_made_to_listen(CancellationToken token)
    {
        await using var proxy = await ChaosProxy.StartAsync(new() { Upstream = FreeAddress().ToString(), RefuseWhileDown = true }, token);
        await EventAsync(proxy, ChaosEventKind.UpstreamDown, 1, token);
        var listen = proxy.Listen;
        await proxy.DisableAsync(token);
        await proxy.EnableAsync(token);
        proxy.Listen.ShouldBe(listen);
        (await TryConnectAsync(proxy, token)).ShouldBeNull();

        var address = FreeAddress();
        using var upstream = Upstream(address);
        await proxy.ChangeAsync(new ProxyChange(Upstream: address.ToString()), token);
        await EventAsync(proxy, ChaosEventKind.UpstreamUp, 1, token);
        using (var client = (await TryConnectAsync(proxy, token)).ShouldNotBeNull())
        {
            using var server = await ServedAsync(upstream, client, token);
        }

        upstream.Dispose();
        await proxy.ChangeAsync(new ProxyChange(RefuseWhileDown: false), token);
        using var plain = (await TryConnectAsync(proxy, token)).ShouldNotBeNull();
        (await plain.EndAsync(token)).ShouldBe("FIN", "as with Toxiproxy");
        proxy.Listen.ShouldBe(listen);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task RefuseWhileDown_can_be_set_over_the_API(CancellationToken token)
    {
        await using var server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0 }, token);
        using var api = new ToxiproxyClient(server.Url);
        (await api.CreateAsync(
            new ProxySpec("p", FreeAddress().ToString()) { RefuseWhileDown = true }, token)).RefuseWhileDown.ShouldBeTrue();

        var proxy = server.Proxies.Single();
        await EventAsync(proxy, ChaosEventKind.UpstreamDown, 1, token);
        (await TryConnectAsync(proxy, token)).ShouldBeNull();
        var (status, _, body) = await RawHttp.AskAsync(server.Url, "PATCH", "/proxies/p", """{"refuse_while_down":false}""", token);
        status.ShouldBe(200);
        body.ShouldNotContain("refuse_while_down");
        (await TryConnectAsync(proxy, token)).ShouldNotBeNull().Dispose();
    }

    private static IPEndPoint FreeAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private static Socket Upstream(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(address);
        socket.Listen(16);
        return socket;
    }

    /// <summary>The fate of a client that only connects. A reset may arrive so early that the connect itself fails.</summary>
    private static async Task<string> EndAsync(ChaosProxy proxy, CancellationToken token)
    {
        try
        {
            using var client = await TryConnectAsync(proxy, token);
            return client is null ? Refused : await client.EndAsync(token);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return "RST";
        }
    }

    private static async Task<Socket?> TryConnectAsync(ChaosProxy proxy, CancellationToken token)
    {
        try
        {
            return await Wire.ConnectAsync(proxy.Listen, token);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return null;
        }
    }

    /// <summary>The upstream side of this client's connection; the connections of earlier probes have ended.</summary>
    private static async Task<Socket> ServedAsync(Socket upstream, Socket client, CancellationToken token)
    {
        await client.SendTextAsync("me", token);
        while (true)
        {
            var server = await upstream.AcceptAsync(token);
            if (await server.ReceiveAsync(new byte[2].AsMemory(), SocketFlags.None, token) > 0)
            {
                return server;
            }

            server.Dispose();
        }
    }

    private static async Task EventAsync(ChaosProxy proxy, ChaosEventKind kind, int count, CancellationToken token)
    {
        while (proxy.Log.Count(entry => entry.Kind == kind) < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, token);
        }
    }
}
