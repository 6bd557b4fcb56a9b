namespace Holdfast.Chaos.Tests.Toxiproxy.Server;

public sealed class ToxiproxyServerTests : ToxiproxyServerFixture
{
    [Test]
    [CancelAfter(20_000)]
    public async Task The_version_is_sent_in_Toxiproxys_format(CancellationToken token)
    {
        var (status, head, body) = await RawHttp.AskAsync(Server.Url, "GET", "/version", null, token);

        status.ShouldBe(200);
        body.ShouldBe("{\"version\": \"2.13.0+holdfast\"}\n");
        head.ShouldContain("Content-Type: application/json;charset=utf-8");
        head.ShouldContain("Date: ");
        head.ShouldContain("X-Toxiproxy-Request-Id: ");
        head.ShouldNotContain("Server: ");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_proxy_is_created_shown_listed_and_deleted(CancellationToken token)
    {
        var created = await AskAsync("POST", "/proxies",
            """{"NAME":"p","listen":"127.0.0.1:0","upstream":"127.0.0.1:1","toxics":null,"other":[1]} garbage""", token);
        created.Status.ShouldBe(201);
        created.Body.ShouldMatch(
            """^\{"name":"p","listen":"127\.0\.0\.1:\d+","upstream":"127\.0\.0\.1:1","enabled":true,"toxics":\[\]\}$""");

        (await AskAsync("GET", "/proxies/p", null, token)).ShouldBe((200, created.Body));
        (await AskAsync("GET", "/proxies", null, token)).ShouldBe((200, $"{{\"p\":{created.Body}}}"));
        (await AskAsync("DELETE", "/proxies/p", null, token)).ShouldBe((204, ""));
        (await AskAsync("GET", "/proxies", null, token)).ShouldBe((200, "{}"));
    }

    [TestCase("GET", "/proxies/x", null, 404, "proxy not found")]
    [TestCase("DELETE", "/proxies/x", null, 404, "proxy not found")]
    [TestCase("POST", "/proxies/x", "{bad", 404, "proxy not found")]
    [TestCase("GET", "/proxies/x/toxics", null, 404, "proxy not found")]
    [TestCase("GET", "/proxies/p/toxics/x", null, 404, "toxic not found")]
    [TestCase("PATCH", "/proxies/p/toxics/x", "{}", 404, "toxic not found")]
    [TestCase("DELETE", "/proxies/p/toxics/x", null, 404, "toxic not found")]
    [TestCase("POST", "/proxies", "", 400, "bad request body: EOF")]
    [TestCase("POST", "/proxies", "{}", 400, "missing required field: name")]
    [TestCase("POST", "/proxies", "null", 400, "missing required field: name")]
    [TestCase("POST", "/proxies", """{"name":""}""", 400, "missing required field: name")]
    [TestCase("POST", "/proxies", """{"name":"n"}""", 400, "missing required field: upstream")]
    [TestCase("POST", "/proxies", """{"name":"p","upstream":"u:1"}""", 409, "proxy already exists")]
    [TestCase("POST", "/proxies", """{"name":"q","upstream":"u:1","listen":"127.0.0.1"}""", 500,
        "listen tcp: address 127.0.0.1: missing port in address")]
    [TestCase("POST", "/proxies", """{"name":"q","upstream":"u:1","listen":"127.0.0.1:99999"}""", 500,
        "listen tcp: address 99999: invalid port")]
    [TestCase("POST", "/proxies", """{"name":"q","upstream":"u:1","listen":"127.0.0.1:0x10"}""", 500,
        "listen tcp: lookup tcp/0x10: unknown port")]
    [TestCase("POST", "/proxies", """{"name":"q","upstream":"u:1","listen":"::1:5"}""", 500,
        "listen tcp: address ::1:5: too many colons in address")]
    [TestCase("POST", "/proxies", """{"name":"q","upstream":"u:1","listen":"[::1"}""", 500,
        "listen tcp: address [::1: missing ']' in address")]
    [TestCase("POST", "/proxies", """{"name":"q","upstream":"u:1","listen":"192.0.2.1:1234"}""", 500,
        "listen tcp 192.0.2.1:1234: bind: cannot assign requested address")]
    [TestCase("POST", "/proxies/p/toxics", """{"type":"latency","stream":"sideways"}""", 400,
        "stream was invalid, can be either upstream or downstream")]
    [TestCase("POST", "/proxies/p/toxics", """{"type":"nonsense"}""", 400, "invalid toxic type")]
    [TestCase("POST", "/proxies/p/toxics", """{"type":"Latency"}""", 400, "invalid toxic type")]
    [TestCase("POST", "/proxies/p/toxics", "{}", 400, "invalid toxic type")]
    [TestCase("POST", "/populate", "7", 400, "bad request body: the body must be an array, not 7")]
    [CancelAfter(20_000)]
    public async Task Errors_have_toxiproxys_status_and_text(
        string method, string target, string? body, int status, string text, CancellationToken token)
    {
        await CreateAsync("p", token);

        var answer = await AskAsync(method, target, body, token);

        answer.Status.ShouldBe(status);
        using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
        json.RootElement.GetProperty("error").GetString().ShouldBe(text);
        json.RootElement.GetProperty("status").GetInt32().ShouldBe(status);
    }

    [TestCase("{bad")]
    [TestCase("[]")]
    [TestCase("""{"name":1}""")]
    [TestCase("""{"name":"n","upstream":"u:1","enabled":"yes"}""")]
    [CancelAfter(20_000)]
    public async Task A_body_of_the_wrong_shape_is_a_bad_request_in_json(string body, CancellationToken token)
    {
        var (status, head, text) = await RawHttp.AskAsync(Server.Url, "POST", "/proxies", body, token);

        status.ShouldBe(400);
        head.ShouldContain("Content-Type: application/json\r\n");
        text.ShouldStartWith("{\"error\":\"bad request body: ");
        text.ShouldEndWith("\"status\":400}\n");
    }

    [TestCase("PUT", "/proxies", 405)]
    [TestCase("DELETE", "/proxies", 405)]
    [TestCase("OPTIONS", "/version", 405)]
    [TestCase("HEAD", "/version", 405)]
    [TestCase("GET", "/reset", 405)]
    [TestCase("GET", "/", 404)]
    [TestCase("GET", "/proxies/", 404)]
    [TestCase("GET", "/proxies/p/toxics/", 404)]
    [TestCase("GET", "/nothing", 404)]
    [CancelAfter(20_000)]
    public async Task Other_paths_and_methods_are_refused_without_json(string method, string target, int status, CancellationToken token)
    {
        var answer = await RawHttp.AskAsync(Server.Url, method, target, null, token);

        answer.Status.ShouldBe(status);
        answer.Body.ShouldBe(status == 405 ? "" : "404 page not found\n");
        answer.Head.ShouldNotContain("Allow: ");
    }

    [TestCase("User-Agent: Mozilla/5.0\r\n", 403)]
    [TestCase("User-Agent: mozilla/5.0\r\n", 200)]
    [TestCase("User-Agent: curl/8 Mozilla/5.0\r\n", 200)]
    [TestCase("Origin: https://evil.example\r\n", 403)]
    [TestCase("", 200)]
    [CancelAfter(20_000)]
    public async Task Requests_of_browsers_and_with_an_Origin_are_refused(string headers, int status, CancellationToken token)
    {
        (await RawHttp.AskAsync(Server.Url, "GET", "/version", null, token, headers)).Status.ShouldBe(status);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_proxy_is_disabled_enabled_retargeted_and_moved_and_keeps_its_toxics(CancellationToken token)
    {
        await CreateAsync("p", token);
        await AskAsync("POST", "/proxies/p/toxics", """{"type":"noop"}""", token);
        var before = await AskAsync("GET", "/proxies/p", null, token);

        (await AskAsync("POST", "/proxies/p", """{"enabled":false,"name":"ignored"}""", token)).Body.ShouldBe(
            before.Body.Replace("true", "false", StringComparison.Ordinal));
        (await AskAsync("PATCH", "/proxies/p", """{"enabled":true}""", token)).ShouldBe(before);
        (await AskAsync("POST", "/proxies/p", "{}", token)).ShouldBe(before);
        (await AskAsync("POST", "/proxies/p", """{"upstream":"127.0.0.1:2"}""", token)).Body.ShouldBe(
            before.Body.Replace("127.0.0.1:1\"", "127.0.0.1:2\"", StringComparison.Ordinal));
        var moved = await AskAsync("POST", "/proxies/p", """{"listen":"127.0.0.1:0"}""", token);
        moved.Status.ShouldBe(200);
        moved.Body.ShouldContain("noop_downstream");
        moved.Body[..40].ShouldNotBe(before.Body[..40]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_failed_move_leaves_the_proxy_on_its_address(CancellationToken token)
    {
        using var taken = Taken(out var address);
        await CreateAsync("p", token);
        var before = await AskAsync("GET", "/proxies/p", null, token);

        var answer = await AskAsync("POST", "/proxies/p", $$"""{"listen":"{{address}}"}""", token);

        answer.ShouldBe((500, $"{{\"error\":\"listen tcp {address}: bind: address already in use\",\"status\":500}}\n"));
        (await AskAsync("GET", "/proxies/p", null, token)).ShouldBe(before);
    }

    [TestCase("%2F..%2F")]
    [TestCase("%20%C3%BC%3C%26%3E")]
    [CancelAfter(20_000)]
    public async Task Any_name_can_be_reached_percent_encoded(string encoded, CancellationToken token)
    {
        await CreateAsync(Uri.UnescapeDataString(encoded), token);

        (await AskAsync("GET", $"/proxies/{encoded}", null, token)).Status.ShouldBe(200);
        (await AskAsync("DELETE", $"/proxies/{encoded}", null, token)).Status.ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_api_port_in_use_is_a_clear_error(CancellationToken token)
    {
        var failure = await Should.ThrowAsync<ChaosProxyException>(
            () => ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = Server.Url.Port }, token));

        failure.Message.ShouldContain($"'localhost:{Server.Url.Port}'");
        failure.Message.ShouldContain("in use");
    }
}
