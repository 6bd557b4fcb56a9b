using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos.Tests.Toxiproxy.Server;

/// <summary>Which requests the API accepts: tokens, Host, and the length of bodies.</summary>
public sealed class ToxiproxyAccessTests
{
    private const string Token = "s3cret token";

    [TestCase("", 401)]
    [TestCase("Authorization: Bearer s3cret tokem\r\n", 401)]
    [TestCase("Authorization: Bearer s3cret\r\n", 401)]
    [TestCase("Authorization: Basic s3cret token\r\n", 401)]
    [TestCase("Authorization: s3cret token\r\n", 401)]
    [TestCase("Authorization: Bearer \r\n", 401)]
    [TestCase("Authorization: Bearer s3cret token\r\n", 200)]
    [TestCase("Authorization: bearer  s3cret token\r\n", 200)]
    [CancelAfter(20_000)]
    public async Task With_a_token_set_every_resource_requires_it(string headers, int status, CancellationToken token)
    {
        await using var server =
            await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0, AuthToken = Token, ProxyMetrics = true }, token);
        foreach (var target in new[] { "/version", "/proxies", "/metrics" })
        {
            var answer = await RawHttp.AskAsync(server.Url, "GET", target, null, token, headers);

            answer.Status.ShouldBe(status);
            if (status == 401)
            {
                $"{answer.Head}\r\n".ShouldContain("\r\nWWW-Authenticate: Bearer\r\n");
                answer.Body.ShouldContain("\"status\":401}");
            }
        }

        var created = await RawHttp.AskAsync(
            server.Url, "POST", "/proxies", """{"name":"p","listen":"127.0.0.1:0","upstream":"u:1"}""", token, headers);
        created.Status.ShouldBe(status == 200 ? 201 : 401);
        server.Proxies.Count.ShouldBe(status == 200 ? 1 : 0);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_typed_client_sends_the_token(CancellationToken token)
    {
        await using var server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0, AuthToken = "t" }, token);
        using var client = new ToxiproxyClient(server.Url, "t");
        using var stranger = new ToxiproxyClient(server.Url);

        (await client.GetVersionAsync(token)).ShouldStartWith("2.13.0");
        var refused = await Should.ThrowAsync<ToxiproxyException>(() => stranger.GetVersionAsync(token));
        refused.Message.ShouldContain("TOXIPROXY_AUTH_TOKEN");
    }

    [TestCase("localhost", null, false)]
    [TestCase("", null, true)]
    [TestCase("0.0.0.0", "", true)]
    [TestCase("0.0.0.0", "t", false)]
    [CancelAfter(20_000)]
    public async Task An_API_that_is_open_beyond_loopback_without_a_token_warns(
        string host, string? authToken, bool warns, CancellationToken token)
    {
        using var loggers = new RecordingLoggers();
        await using var server = await ToxiproxyServer.StartAsync(
            new ToxiproxyServerOptions { Host = host, Port = 0, AuthToken = authToken, LoggerFactory = loggers }, token);

        loggers.Entries.Any(
            entry => entry.Level == LogLevel.Warning && entry.Message.Contains("TOXIPROXY_AUTH_TOKEN", StringComparison.Ordinal))
            .ShouldBe(warns);
    }

    [TestCase("localhost", "localhost", 200)]
    [TestCase("localhost", "LOCALHOST.:8474", 200)]
    [TestCase("localhost", "api.localhost:1", 200)]
    [TestCase("localhost", "127.0.0.1:8474", 200)]
    [TestCase("localhost", "[::1]", 200)]
    [TestCase("localhost", "192.0.2.7:80", 200)]
    [TestCase("localhost", "", 200)]
    [TestCase("localhost", "ci.example:8474", 200)]
    [TestCase("localhost", "evil.example", 403)]
    [TestCase("localhost", "evil.example:8474", 403)]
    [TestCase("localhost", "toxiproxy:8474", 403)]
    [TestCase("localhost", "localhost.evil.example", 403)]
    [TestCase("localhost", "127.0.0.1.evil.example", 403)]
    [TestCase("0.0.0.0", "toxiproxy:8474", 200)]
    [TestCase("0.0.0.0", "evil.example", 403)]
    [CancelAfter(20_000)]
    public async Task A_foreign_Host_is_refused_against_DNS_rebinding(string listens, string host, int status, CancellationToken token)
    {
        await using var server = await ToxiproxyServer.StartAsync(
            new ToxiproxyServerOptions { Host = listens, Port = 0, AllowedHosts = ["ci.example"], ProxyMetrics = true }, token);
        foreach (var target in new[] { "/version", "/metrics" })
        {
            var answer = await RawHttp.AskAsync(server.Url, "GET", target, null, token, host: host);

            answer.Status.ShouldBe(status);
            if (status == 403)
            {
                using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
                json.RootElement.GetProperty("error").GetString()!.ShouldStartWith($"Host '{host.Split(':')[0]}' not allowed");
            }
        }
    }

    [TestCase("*", null, "")]
    [TestCase("x", "t", "Authorization: Bearer t\r\n")]
    [CancelAfter(20_000)]
    public async Task Any_Host_is_accepted_if_allowed_or_if_a_token_is_sent(
        string allowed, string? authToken, string headers, CancellationToken token)
    {
        await using var server = await ToxiproxyServer.StartAsync(
            new ToxiproxyServerOptions { Port = 0, AllowedHosts = [allowed], AuthToken = authToken }, token);

        (await RawHttp.AskAsync(server.Url, "GET", "/version", null, token, headers, "any.example")).Status.ShouldBe(200);
    }

    [TestCase(1000, 201)]
    [TestCase(1001, 413)]
    [CancelAfter(20_000)]
    public async Task A_body_beyond_the_limit_is_413_with_Content_Length_and_chunked(int length, int status, CancellationToken token)
    {
        await using var server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0, MaxRequestBody = 1000 }, token);
        var body = """{"name":"p","listen":"127.0.0.1:0","upstream":"u:1"}""".PadRight(length);

        var told = await RawHttp.AskAsync(server.Url, "POST", "/proxies", body, token);
        told.Status.ShouldBe(status);
        (await RawHttp.AskAsync(server.Url, "DELETE", "/proxies/p", null, token)).Status.ShouldBe(status == 201 ? 204 : 404);
        using var socket = await Wire.ConnectAsync(new(System.Net.IPAddress.Loopback, server.Url.Port), token);

        // Kestrel counts chunk framing, too.
        var chunk = status == 201 ? body[..900] : body;
        await socket.SendTextAsync(
            "POST /proxies HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: "
                + $"chunked\r\n\r\n{chunk.Length:x}\r\n{chunk}\r\n0\r\n\r\n", token);
        (await socket.ReceiveTextAsync(12, token)).ShouldBe($"HTTP/1.1 {status}");
        if (status == 413)
        {
            told.Body.ShouldEndWith("\"status\":413}\n");
        }
    }
}
