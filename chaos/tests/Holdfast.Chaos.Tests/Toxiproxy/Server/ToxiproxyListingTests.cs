using System.Text.Json.Nodes;

namespace Holdfast.Chaos.Tests.Toxiproxy.Server;

/// <summary>The answer to <c>GET /proxies</c> can be used as a configuration.</summary>
public sealed class ToxiproxyListingTests : ToxiproxyServerFixture
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_listing_can_be_loaded_and_creates_the_same_proxies(CancellationToken token)
    {
        await AskAsync("POST", "/proxies", """{"name":"a/b ü","listen":"127.0.0.1:0","upstream":"127.0.0.1:1","refuse_while_down":true}""",
            token);
        await AskAsync("POST", "/proxies", """
            {"name":"b","listen":"127.0.0.1:0","upstream":"127.0.0.1:2","tls":{"upstream":true,"insecure":true,"server_name":"x"},"toxics":[
                {"type":"latency","stream":"upstream","toxicity":0.5,"attributes":{"latency":5,"jitter":2}},
                {"type":"packet_loss","name":"loss","attributes":{"loss_rate":0.25,"correlation":0.125}},
                {"type":"http","connection":3,"attributes":{"moment":"after_request_body","bytes":7,"action":"reset","method":"PATCH"}}]}
            """, token);
        await AskAsync("POST", "/proxies", """{"name":"c","listen":"127.0.0.1:0","upstream":"127.0.0.1:3","enabled":false}""", token);
        var listing = (await AskAsync("GET", "/proxies", null, token)).Body;
        JsonNode.Parse(listing)!.AsObject().Count.ShouldBe(3);
        listing.ShouldContain("\"tls\":{\"upstream\":true,\"server_name\":\"x\",\"insecure\":true}");
        listing.ShouldContain("\"refuse_while_down\":true");

        // Loading it again changes nothing.
        (await AskAsync("POST", "/populate", listing, token)).Status.ShouldBe(201);
        (await AskAsync("GET", "/proxies", null, token)).Body.ShouldBe(listing);

        foreach (var name in new[] { "a%2Fb%20%C3%BC", "b", "c" })
        {
            (await AskAsync("DELETE", $"/proxies/{name}", null, token)).Status.ShouldBe(204);
        }

        (await AskAsync("POST", "/populate", listing, token)).Status.ShouldBe(201);
        (await AskAsync("GET", "/proxies", null, token)).Body.ShouldBe(listing);

        await using var other = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0 }, token);
        await Server.DisposeAsync();
        (await other.PopulateAsync(listing, token)).ShouldBe(3);
        (await RawHttp.AskAsync(other.Url, "GET", "/proxies", null, token)).Body.ShouldBe(listing);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_empty_listing_has_no_proxies_and_a_name_can_be_given_by_the_member_alone(CancellationToken token)
    {
        (await AskAsync("POST", "/populate", "{}", token)).ShouldBe((201, "{\"proxies\":[]}"));
        (await AskAsync("POST", "/populate", """{"p":{"listen":"127.0.0.1:0","upstream":"u:1"}}""", token)).Status.ShouldBe(201);
        Server.Proxies.Single().Name.ShouldBe("p");
    }

    [TestCase("""{"p":{"name":"q","upstream":"u:1"}}""", "the proxy 'q' stands under the name 'p'")]
    [TestCase("""{"p":{"name":"p"}}""", "missing required field: upstream at proxy 1")]
    [TestCase("""{"proxies":[{"name":"p","upstream":"u:1"}]}""", "'proxies' must be an object, not [")]
    [CancelAfter(20_000)]
    public async Task A_text_that_is_not_a_listing_creates_nothing(string body, string words, CancellationToken token)
    {
        var answer = await AskAsync("POST", "/populate", body, token);

        answer.Status.ShouldBe(400);
        ErrorOf(answer.Body).ShouldContain(words);
        Server.Proxies.ShouldBeEmpty();
    }

    [TestCase("[\n  {\"name\": \"a\", \"upstream\": \"u:1\" \"x\"}\n]", "Line 2, column 35: ")]
    [TestCase("[\n  {\"name\": \"a\", \"upstream\": \"u:1\"},\n  {\"name\": \"ü\"}\n]",
        "Line 3, column 3: 'missing required field: upstream at proxy 2'")]
    [TestCase("[{\"name\": \"ü\", \"upstream\": 7}]", "Line 1, column 28: 'bad request body: 'upstream' must be a string, not 7'")]
    [TestCase("{\n \"p\": {\"upstream\": \"u:1\", \"toxics\": [\n  {\"type\": \"rain\"}]}}", "Line 3, column 3: 'invalid toxic type'")]
    [TestCase("[{\"name\": \"a\", \"upstream\": \"u:1\", \"listen\": \"127.0.0.1:0\"},\n {\"name\": \"b\", \"upstream\": \"u:1\", "
        + "\"listen\": \"192.0.2.1:9\"}]", "Line 2, column 2: 'listen tcp 192.0.2.1:9: bind:")]
    [TestCase("[{\"name\": \"a\",", "Line 1, column 14: ")]
    [TestCase("", "EOF")]
    [CancelAfter(20_000)]
    public async Task The_error_for_a_text_that_cannot_be_loaded_names_line_and_column(string text, string words, CancellationToken token)
    {
        var refused = await Should.ThrowAsync<ChaosProxyException>(() => Server.PopulateAsync(text, token));

        refused.Message.ShouldContain(words);
    }
}
