using Holdfast.Chaos.Connections;
using Holdfast.Chaos.Tls;

namespace Holdfast.Chaos.Tests.Addresses;

/// <summary>A proxy that is its own upstream.</summary>
public sealed class SelfDialTests : ToxiproxyServerFixture
{
    [TestCase("127.0.0.1:0", "127.0.0.1:{0}")]
    [TestCase("127.0.0.1:0", "localhost:{0}")]
    [TestCase("127.0.0.1:0", "0.0.0.0:{0}")]
    [TestCase("127.0.0.1:0", ":{0}")]
    [TestCase("127.0.0.1:0", "[::ffff:127.0.0.1]:{0}")]
    [TestCase("127.0.0.1:0", "http://127.0.0.1:{0}/")]
    [TestCase("[::1]:0", "[::1]:{0}")]
    [TestCase("[::1]:0", "[::]:{0}")]
    [TestCase("[::1]:0", "[::1%1]:{0}")]
    [TestCase(":0", "[::%1]:{0}")]
    [TestCase(":0", "127.0.0.1:{0}")]
    [TestCase(":0", "127.8.9.10:{0}")]
    [TestCase(":0", "[::1]:{0}")]
    [TestCase("0.0.0.0:0", "localhost:{0}")]
    [CancelAfter(20_000)]
    public async Task A_proxy_that_is_its_own_upstream_is_refused_in_every_notation(string listen, string upstream, CancellationToken token)
    {
        var created = await AskAsync("POST", "/proxies", $$"""{"name":"p","listen":"{{listen}}","upstream":"127.0.0.1:1"}""", token);
        created.Status.ShouldBe(201);
        var bound = ListenOf(created.Body);
        var itself = upstream.Replace("{0}", bound.Split(':')[^1], StringComparison.Ordinal);

        var moved = await AskAsync("POST", "/proxies/p", $$"""{"upstream":"{{itself}}"}""", token);
        moved.Status.ShouldBe(400);
        ErrorOf(moved.Body).ShouldContain($"is the proxy's own address '{bound}': it would dial itself");
        (await AskAsync("GET", "/proxies/p", null, token)).Body.ShouldBe(created.Body, "nothing has changed");
        (await AskAsync("POST", "/populate", $$"""[{"name":"p","listen":"{{bound}}","upstream":"{{itself}}"}]""", token)).Status.ShouldBe(
            400);

        (await AskAsync("DELETE", "/proxies/p", null, token)).Status.ShouldBe(204);
        (await AskAsync("POST", "/proxies", $$"""{"name":"p","listen":"{{bound}}","upstream":"{{itself}}"}""", token)).Status.ShouldBe(400);
        (await AskAsync("POST", "/proxies", $$"""{"name":"p","listen":"{{bound}}","upstream":"{{itself}}","enabled":false}""",
            token)).Status.ShouldBe(201);
        (await AskAsync("POST", "/proxies/p", """{"enabled":true}""", token)).Status.ShouldBe(400);
    }

    [TestCase("127.0.0.1:0", "127.0.0.2:{0}")]
    [TestCase("127.0.0.1:0", "[::1]:{0}")]
    [TestCase(":0", "192.0.2.1:{0}")]
    [CancelAfter(20_000)]
    public async Task The_same_port_on_another_address_is_another_server(string listen, string upstream, CancellationToken token)
    {
        await using var proxy = await ChaosProxy.StartAsync(new() { Listen = listen, Upstream = "127.0.0.1:1" }, token);

        await proxy.ChangeAsync(
            new ProxyChange(Upstream: upstream.Replace("{0}", $"{proxy.Listen.Port}", StringComparison.Ordinal)), token);
    }

    [TestCase("127.0.0.1:0")]
    [TestCase(":0")]
    [CancelAfter(20_000)]
    public async Task A_self_connection_that_only_shows_when_connecting_is_refused_then_and_not_tried_again(
        string listen, CancellationToken token)
    {
        await using var proxy = await ChaosProxy.StartAsync(new() { Listen = listen, Upstream = "127.0.0.1:1" }, token);
        var route = new Route(proxy.Listen, $"127.0.0.1:{proxy.Listen.Port}", TlsContext.None, null);

        await using var first = new Dial(route, new() { Upstream = "" });
        (await first.ConnectAsync(token)).ShouldBeNull();
        first.Failure.ShouldContain("it would dial itself");

        await proxy.DisableAsync(token);
        await using var second = new Dial(route, new() { Upstream = "" });
        (await second.ConnectAsync(token)).ShouldBeNull();
        second.Failure.ShouldBe(first.Failure, "a second dial would have found nobody listening");
    }
}
