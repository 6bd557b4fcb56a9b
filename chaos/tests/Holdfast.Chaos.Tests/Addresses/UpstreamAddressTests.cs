using Holdfast.Chaos.Addresses;

namespace Holdfast.Chaos.Tests.Addresses;

/// <summary>Notations of addresses: URLs as upstream, and service names as ports.</summary>
public sealed class UpstreamAddressTests : ToxiproxyServerFixture
{
    [TestCase("http://127.0.0.1:1080", "127.0.0.1:1080")]
    [TestCase("http://example.test/", "example.test:80")]
    [TestCase("HTTP://[::1]:8080/", "[::1]:8080")]
    [TestCase("tcp://db:5432", "db:5432")]
    [TestCase("127.0.0.1:1080", "127.0.0.1:1080")]
    [TestCase("localhost:http", "localhost:http")]
    [TestCase("whatever Toxiproxy takes", "whatever Toxiproxy takes")]
    [CancelAfter(20_000)]
    public async Task An_upstream_URL_with_host_and_port_only_is_accepted(string upstream, string address, CancellationToken token)
    {
        var created = await AskAsync("POST", "/proxies", $$"""{"name":"p","listen":"127.0.0.1:0","upstream":"{{upstream}}"}""", token);
        created.Status.ShouldBe(201);
        created.Body.ShouldContain($"\"upstream\":\"{address}\"");

        var moved = await AskAsync("POST", "/proxies/p", $$"""{"upstream":"{{upstream}}"}""", token);
        moved.ShouldBe((200, created.Body));
        var populated = await AskAsync("POST", "/populate", $"[{created.Body}]", token);
        populated.Body.ShouldBe($"{{\"proxies\":[{created.Body}]}}", "what was understood is the same upstream");
    }

    [TestCase("https://example.test", "is a URL of TLS. Give 'example.test:443'")]
    [TestCase("http://example.test/files/", "sees no path. Give 'example.test:80', and the rest to clients")]
    [TestCase("http://example.test?a=b", "sees no path")]
    [TestCase("http://user:pw@example.test:81", "Give 'example.test:81'")]
    [TestCase("ftp://example.test", "has the scheme 'ftp'")]
    [TestCase("127.0.0.1:1080/files/", "is not of the form 'host:port'. Give for example '127.0.0.1:1080'")]
    [CancelAfter(20_000)]
    public async Task An_upstream_URL_with_a_path_is_refused_with_what_to_give_instead(
        string upstream, string words, CancellationToken token)
    {
        await CreateAsync("present", token);
        foreach (var (target, body) in new[]
        {
            ("/proxies", $$"""{"name":"p","listen":"127.0.0.1:0","upstream":"{{upstream}}"}"""),
            ("/proxies/present", $$"""{"upstream":"{{upstream}}"}"""),
            ("/populate", $$"""[{"name":"p","listen":"127.0.0.1:0","upstream":"{{upstream}}"}]"""),
        })
        {
            var answer = await AskAsync("POST", target, body, token);

            answer.Status.ShouldBe(400);
            ErrorOf(answer.Body).ShouldContain($"'{upstream}'");
            ErrorOf(answer.Body).ShouldContain(words);
        }

        var refused = await Should.ThrowAsync<ArgumentException>(() => ChaosProxy.StartAsync(new() { Upstream = upstream }, token));
        refused.Message.ShouldContain(words);
        Server.Proxies.Single().Upstream.ShouldBe("127.0.0.1:1");
    }

    [TestCase("localhost:http", "localhost", 80)]
    [TestCase("localhost:HTTPS", "localhost", 443)]
    [TestCase("[::1]:ssh", "::1", 22)]
    [TestCase(":8080", "127.0.0.1", 8080)]
    public void A_service_name_is_a_port_as_in_Go(string upstream, string host, int port) =>
        UpstreamAddress.Split(upstream, out _).ShouldBe((host, port));

    [TestCase("localhost:nonsense", "neither a number from 1 to 65535 nor a service")]
    [TestCase("localhost:0", "neither a number from 1 to 65535 nor a service")]
    [TestCase("localhost:65536", "neither a number from 1 to 65535 nor a service")]
    [TestCase("localhost", "is not of the form 'host:port'")]
    public void An_upstream_that_is_not_an_address_is_explained_in_a_sentence(string upstream, string words)
    {
        UpstreamAddress.Split(upstream, out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(words);
    }

    [Test]
    public void The_systems_list_of_services_is_read_with_its_aliases()
    {
        var services =
            ServicePorts.Read(["# comment", "", "smtp\t\t26/tcp\tmail # not the usual one", "www 81/udp", "broken", "odd x/tcp"]);

        (services["smtp"], services["MAIL"], services["imaps"]).ShouldBe((26, 26, 993));
        services.ContainsKey("www").ShouldBeFalse();
        services.ContainsKey("odd").ShouldBeFalse();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_service_name_is_a_port_to_listen_on(CancellationToken token)
    {
        // An address for documentation (RFC 5737), which no machine has: the error shows the port that was found.
        var answer = await AskAsync("POST", "/proxies", """{"name":"p","listen":"192.0.2.1:http","upstream":"u:1"}""", token);

        answer.Status.ShouldBe(500);
        ErrorOf(answer.Body).ShouldBe("listen tcp 192.0.2.1:80: bind: cannot assign requested address");
    }
}
