using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Addresses;

/// <summary>
/// Unusual upstream texts: the proxy connects, or closes the client's connection and logs the reason.
/// </summary>
[TestFixture(true)]
[TestFixture(false)]
public sealed class UnusualUpstreamTests(bool polled)
{
    [TestCase("0.0.0.0")]
    [TestCase("[::]")]
    [CancelAfter(20_000)]
    public async Task The_wildcard_address_connects_to_this_machine(string host, CancellationToken token)
    {
        using var upstream = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        upstream.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        upstream.Listen(1);
        await using var proxy = await StartAsync($"{host}:{((IPEndPoint)upstream.LocalEndPoint!).Port}", token);

        using var client = await Wire.ConnectAsync(proxy.Listen, token);
        using var server = await upstream.AcceptAsync(token);
        await server.SendTextAsync("hello", token);

        (await client.ReceiveTextAsync(5, token)).ShouldBe("hello");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_invalid_upstream_host_ends_the_clients_connection(CancellationToken token)
    {
        await using var proxy = await StartAsync($"{new string('a', 300)}:80", token);

        using var client = await Wire.ConnectAsync(proxy.Listen, token);

        (await client.EndAsync(token)).ShouldBe("FIN");
        await proxy.WaitForAsync(entry => entry.Kind == ChaosEventKind.ConnectFailed, token);
    }

    private Task<ChaosProxy> StartAsync(string upstream, CancellationToken token) =>
        ChaosProxy.StartAsync(new() { Upstream = upstream, Polled = polled }, token);
}
