using System.Net.Sockets;

namespace Holdfast.Chaos.Tests;

public sealed class ChaosProxyTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Disabled_it_refuses_and_enabled_again_it_has_the_same_port_and_toxics(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.LimitData(3));
        var address = rig.Proxy.Listen;
        var (client, server) = await rig.ConnectAsync(token);

        await rig.Proxy.DisableAsync(token);

        rig.Proxy.Enabled.ShouldBeFalse();
        (await client.EndAsync(token)).ShouldBe("FIN");
        (await server.EndAsync(token)).ShouldBe("FIN");
        var refused = await Should.ThrowAsync<SocketException>(() => Wire.ConnectAsync(address, token));
        refused.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);

        await rig.Proxy.EnableAsync(token);

        rig.Proxy.Listen.ShouldBe(address);
        rig.Proxy.Toxics.Count.ShouldBe(1);
        await rig.ConnectAsync(token);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_error_for_an_address_in_use_names_the_address(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync();
        var taken = rig.Proxy.Listen.ToString();

        var failure = await Should.ThrowAsync<ChaosProxyException>(
            () => ChaosProxy.StartAsync(new ChaosProxyOptions { Listen = taken, Upstream = "127.0.0.1:1" }, token));

        failure.Message.ShouldBe($"Cannot listen on '{taken}': it is in use. Free it, or give port 0 for any free one.");
    }

    [TestCase("garbage")]
    [TestCase("127.0.0.1")]
    [TestCase("127.0.0.1:99999")]
    [TestCase("::1:5")]
    [TestCase("[::1")]
    [TestCase("no-such-host.invalid:0")]
    [TestCase("192.0.2.1:1234")]
    [CancelAfter(20_000)]
    public async Task The_error_for_an_address_that_cannot_be_listened_on_quotes_it(string listen, CancellationToken token)
    {
        var failure = await Should.ThrowAsync<ChaosProxyException>(
            () => ChaosProxy.StartAsync(new ChaosProxyOptions { Listen = listen, Upstream = "127.0.0.1:1" }, token));

        failure.Message.ShouldContain($"'{listen}'");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Started_disabled_it_has_no_address_yet(CancellationToken token)
    {
        await using var proxy = await ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = "127.0.0.1:1", Enabled = false }, token);

        Should.Throw<InvalidOperationException>(() => proxy.Listen);
        await proxy.EnableAsync(token);
        proxy.Listen.Port.ShouldBeGreaterThan(0);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Disposal_while_an_upstream_swallows_the_connect_is_prompt(CancellationToken token)
    {
        // A full backlog: the kernel drops further SYNs.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        full.Listen(0);
        var upstream = (System.Net.IPEndPoint)full.LocalEndPoint!;
        using var queued = await Wire.ConnectAsync(upstream, token);
        var proxy = await ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = upstream.ToString() }, token);
        using var client = await Wire.ConnectAsync(proxy.Listen, token);
        await proxy.WaitForAsync(entry => entry.Kind == ChaosEventKind.ConnectionOpened, token);

        await proxy.DisposeAsync();

        (await client.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Connecting_to_an_upstream_that_does_not_answer_ends_after_the_time_limit(CancellationToken token)
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        full.Listen(0);
        var upstream = (System.Net.IPEndPoint)full.LocalEndPoint!;
        using var queued = await Wire.ConnectAsync(upstream, token);
        await using var proxy = await ChaosProxy.StartAsync(
            new ChaosProxyOptions { Upstream = upstream.ToString(), ConnectTimeout = TimeSpan.FromMilliseconds(100) }, token);
        using var client = await Wire.ConnectAsync(proxy.Listen, token);

        (await client.EndAsync(token)).ShouldBe("FIN");

        (await proxy.WaitForAsync(entry => entry.Kind == ChaosEventKind.ConnectFailed, token)).Detail.ShouldContain(
            "did not answer within 0.1 s");
    }

    [Test]
    [CancelAfter(30_000)]
    [Platform("Linux", Reason = "It counts sockets in /proc.")]
    public async Task A_thousand_connections_leave_no_socket_or_task(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(
            Rig.Transparent,
            Toxic.LimitData(3) with { Toxicity = 0.3f }, Toxic.ResetPeer() with { Toxicity = 0.3f },
            Toxic.Latency(TimeSpan.FromMilliseconds(1)) with { Toxicity = 0.5f });
        for (var number = 1; number <= 1000; number++)
        {
            var (client, server) = await rig.ConnectAsync(token);
            await server.SendTextAsync("hello", token);
            server.Shutdown(SocketShutdown.Send);
            await client.ReceiveToEndAsync(token);
            client.Dispose();
            server.Dispose();
            await rig.EventAsync(ChaosEventKind.ConnectionClosed, token, number);
        }

        await rig.Proxy.IdleAsync(token);
        rig.Proxy.Log.Count(entry => entry.Kind == ChaosEventKind.ConnectionClosed).ShouldBe(1000);
        SocketsAt(rig.Proxy.Listen.Port).ShouldBe(1, "only the listening socket remains");
    }

    // Connections of this port that a process still holds. The kernel's own, which it ends after they are closed, have the inode 0.
    internal static int SocketsAt(int port) => File.ReadLines("/proc/net/tcp").Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Count(columns => columns[1].EndsWith($":{port:X4}", StringComparison.Ordinal) && columns[9] != "0");
}
