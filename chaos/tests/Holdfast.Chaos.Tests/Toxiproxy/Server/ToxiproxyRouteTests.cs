using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Chaos.Tests.Toxiproxy.Server;

/// <summary>Corner cases in which ASP.NET Core's routing differs from Toxiproxy's router.</summary>
public sealed class ToxiproxyRouteTests : ToxiproxyServerFixture
{
    [TestCase("GET", "//proxies", "/proxies")]
    [TestCase("GET", "/proxies/../version", "/version")]
    [TestCase("DELETE", "/proxies//p/", "/proxies/p/")]
    [TestCase("POST", "/./populate?x=1", "/populate?x=1")]
    [TestCase("GET", "/../..", "/")]
    [CancelAfter(20_000)]
    public async Task An_unclean_path_is_redirected_for_every_method(string method, string target, string location, CancellationToken token)
    {
        var (status, head, body) = await RawHttp.AskAsync(Server.Url, method, target, null, token);

        (status, body).ShouldBe((301, ""));
        $"{head}\r\n".ShouldContain($"Location: {location}\r\n");
        head.ShouldNotContain("X-Toxiproxy-Request-Id");
    }

    [TestCase("GET", "/")]
    [TestCase("GET", "/proxies/")]
    [TestCase("DELETE", "/proxies/p/")]
    [TestCase("DELETE", "/proxies/p/toxics/")]
    [TestCase("GET", "/nonsense")]
    [TestCase("GET", "/metrics")]
    [CancelAfter(20_000)]
    public async Task A_trailing_slash_or_an_unknown_path_is_plainly_not_found(string method, string target, CancellationToken token)
    {
        await CreateAsync("p", token);

        var (status, head, body) = await RawHttp.AskAsync(Server.Url, method, target, null, token);

        (status, body).ShouldBe((404, "404 page not found\n"));
        head.ShouldContain("Content-Type: text/plain; charset=utf-8");
    }

    [TestCase("HEAD", "/version")]
    [TestCase("HEAD", "/proxies")]
    [TestCase("PUT", "/proxies")]
    [TestCase("DELETE", "/proxies")]
    [TestCase("OPTIONS", "/proxies/p")]
    [TestCase("GET", "/reset")]
    [TestCase("GET", "/populate")]
    [TestCase("POST", "/proxies/p/log")]
    [CancelAfter(20_000)]
    public async Task A_wrong_method_is_an_empty_405_without_allow(string method, string target, CancellationToken token)
    {
        var (status, head, body) = await RawHttp.AskAsync(Server.Url, method, target, null, token);

        (status, body).ShouldBe((405, ""));
        head.ShouldContain("Content-Length: 0");
        head.ShouldNotContain("Allow:");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_body_of_megabytes_and_of_any_media_type_is_read(CancellationToken token)
    {
        var body = $$"""{"name":"p","listen":"127.0.0.1:0","upstream":"127.0.0.1:1","padding":"{{new string('x', 5_000_000)}}"}""";

        var (status, _, _) = await RawHttp.AskAsync(Server.Url, "POST", "/proxies", body, token, "Content-Type: text/nonsense\r\n");

        status.ShouldBe(201);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_body_that_does_not_arrive_is_an_empty_503_after_fifteen_seconds(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0, TimeProvider = time }, token);
        using var socket = await Wire.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Url.Port), token);
        await socket.SendTextAsync("POST /proxies HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{", token);
        var answer = socket.ReceiveTextAsync(12, token);
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, token));
        }

        (await answer).ShouldBe("HTTP/1.1 503");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_body_of_a_reset_is_not_read_as_json(CancellationToken token) =>
        (await AskAsync("POST", "/reset", "{bad", token)).ShouldBe((204, ""));

    [Test]
    [CancelAfter(20_000)]
    public async Task Metrics_count_bytes_as_they_flow_and_outlive_the_proxy(CancellationToken token)
    {
        await using var server =
            await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0, ProxyMetrics = true, RuntimeMetrics = true }, token);
        using var upstream = Taken(out var address);
        var created = await RawHttp.AskAsync(
            server.Url, "POST", "/proxies", $$"""{"name":"p\"","listen":"127.0.0.1:0","upstream":"{{address}}"}""", token);
        var listen = ListenOf(created.Body);
        using var client = await Wire.ConnectAsync(IPEndPoint.Parse(listen), token);
        using var accepted = await upstream.AcceptAsync(token);
        await client.SendTextAsync("hello", token);
        await accepted.ReceiveExactlyAsync(5, token);
        await accepted.SendTextAsync("hi", token);
        await client.ReceiveExactlyAsync(2, token);

        // The bytes are counted after they were written.
        var labels = "{direction=\"" + "upstream\",listener=\"" + listen + "\",proxy=\"p\\\"\",upstream=\"" + address + "\"}";
        string page;
        do
        {
            (_, var head, page) = await RawHttp.AskAsync(server.Url, "POST", "/metrics", null, token);
            head.ShouldContain("Content-Type: text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
        }
        while (!page.Contains($"toxiproxy_proxy_sent_bytes_total{labels} 5\n", StringComparison.Ordinal));
        page.ShouldContain($"toxiproxy_proxy_received_bytes_total{labels} 5\n");
        page.ShouldContain("promhttp_metric_handler_errors_total{cause=\"encoding\"} 0\n");
        page.ShouldContain("process_resident_memory_bytes ");

        await RawHttp.AskAsync(server.Url, "DELETE", "/proxies/p%22", null, token);
        (await RawHttp.AskAsync(server.Url, "GET", "/metrics", null, token)).Body.ShouldContain($"received_bytes_total{labels} 5\n");
        (await RawHttp.AskAsync(server.Url, "GET", "/metrics", null, token, "User-Agent: Mozilla/5.0\r\n")).Status.ShouldBe(403);
        (await RawHttp.AskAsync(server.Url, "GET", "/metrics", null, token, "Accept-Encoding: gzip\r\n")).Head.ShouldContain(
            "Content-Encoding: gzip");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_proxy_and_its_toxics_are_created_in_one_request_and_the_log_has_their_effects(CancellationToken token)
    {
        using var upstream = Taken(out var address);
        var created = await AskAsync("POST", "/proxies", $$$"""
            {"name":"p","listen":"127.0.0.1:0","upstream":"{{{address}}}","toxics":[
                {"type":"limit_data","connection":2,"attributes":{"bytes":2}},
                {"type":"lost-204","stream":"upstream","attributes":{"method":"PATCH"}}]}
            """, token);
        created.Status.ShouldBe(201);
        created.Body.ShouldContain(
            """{"attributes":{"bytes":2},"name":"limit_data_downstream","type":"limit_data","stream":"downstream","toxicity":1,"connection":2}""");

        foreach (var (length, end) in new[] { (4, true), (2, true) })
        {
            using var client = await Wire.ConnectAsync(IPEndPoint.Parse(ListenOf(created.Body)), token);
            using var accepted = await upstream.AcceptAsync(token);
            await accepted.SendTextAsync("1234", token);
            accepted.Shutdown(SocketShutdown.Send);
            (await client.ReceiveToEndAsync(token)).ShouldSatisfyAllConditions(
                all => all.Data.Length.ShouldBe(length), all => (all.End == "FIN").ShouldBe(end));
        }

        using var api = new ToxiproxyClient(Server.Url);
        var log = await api.LogAsync("p", token);
        var struck = log.Single(entry => entry is { Kind: "toxic_applied", Toxic: "limit_data" });
        (struck.Connection, struck.Stream, struck.Offset).ShouldBe((2, "downstream", 2));
        log.Select(entry => entry.Nanoseconds).ShouldBeInOrder();
        log.Count(entry => entry.Kind == "connection_opened").ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_toggle_that_sends_the_listed_toxics_back_does_not_change_them(CancellationToken token)
    {
        await CreateAsync("p", token);
        await AskAsync("POST", "/proxies/p/toxics", """{"type":"latency","attributes":{"latency":5}}""", token);
        var before = (await AskAsync("GET", "/proxies/p", null, token)).Body;
        await AskAsync("POST", "/proxies/p/toxics/latency_downstream", """{"attributes":{"latency":6}}""", token);

        var toggled = await AskAsync("POST", "/proxies/p", before, token);

        toggled.Body.ShouldContain("\"latency\":6");
    }

    [TestCase("""[1]""", "an entry of 'toxics' must be an object, not 1")]
    [TestCase("""{}""", "'toxics' must be an array, not {}")]
    [TestCase("""[{"type":"noop"},{"type":"noop"}]""", "toxic already exists")]
    [TestCase("""[{}]""", "invalid toxic type")]
    [TestCase("""[{"type":"noop","connection":0}]""", "The connection is '0'")]
    [TestCase("""[{"type":"http","attributes":{"moment":"never"}}]""", "'moment' is 'never', but must be one of 'before_request'")]
    [TestCase("""[{"type":"http","attributes":{"action":7}}]""", "'action' must be a string, not 7")]
    [TestCase("""[{"type":"http","attributes":{"action":"drip"}}]""", "need one at least")]
    [TestCase("""[{"type":"http","attributes":{"action":"inject_status","inject":99999999999}}]""", "out of range")]
    [TestCase("""[{"type":"http","attributes":{"action":"corrupt","moment":"after_request"}}]""", "cannot be done at 'after_request'")]
    [CancelAfter(20_000)]
    public async Task With_a_malformed_toxic_nothing_is_created(string toxics, string text, CancellationToken token)
    {
        var answer =
            await AskAsync("POST", "/proxies", $$"""{"name":"p","listen":"127.0.0.1:0","upstream":"u:1","toxics":{{toxics}}}""", token);

        answer.Status.ShouldBeOneOf(400, 409);
        using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
        json.RootElement.GetProperty("error").GetString()!.ShouldContain(text);
        json.RootElement.GetProperty("status").GetInt32().ShouldBe(answer.Status);
        (await AskAsync("GET", "/proxies", null, token)).Body.ShouldBe("{}");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_http_fault_goes_round_trip_and_merges(CancellationToken token)
    {
        await CreateAsync("p", token);
        using var api = new ToxiproxyClient(Server.Url);
        var fault = Toxic.Http(HttpTrigger.AfterRequestBody(100, "PATCH", "/files/*") with { Nth = 3 },
            HttpAction.Stall(TimeSpan.FromSeconds(2), ToxicStream.Upstream));

        (await api.AddToxicAsync("p", fault, token)).ToToxic().ShouldBe(fault with { Name = "http_downstream" });
        (await api.AddToxicAsync("p", Toxic.Lost(201) with { Name = "lost" }, token)).ToToxic()
            .ShouldBe(Toxic.Lost(201) with { Name = "lost" });

        (await AskAsync("PATCH", "/proxies/p/toxics/http_downstream", """{"attributes":{"path":"","bytes":7}}""",
            token)).Body.ShouldStartWith(
            """{"attributes":{"moment":"after_request_body","bytes":7,"action":"stall","direction":"upstream","duration":2000,"method":"PATCH","nth":3}""");
        var refused = await AskAsync("PATCH", "/proxies/p/toxics/http_downstream",
            """{"attributes":{"action":"lose_response","moment":"before_response"}}""", token);
        refused.Status.ShouldBe(400);
        string.Create(CultureInfo.InvariantCulture, $"{refused.Body}").ShouldContain("it needs a moment of the request");
    }
}
