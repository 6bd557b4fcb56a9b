using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Toxiproxy.Client;

public sealed class ToxiproxyClientTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Every_method_of_the_client_works_against_our_own_server(CancellationToken token)
    {
        await using var server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0 }, token);
        using var client = new ToxiproxyClient(server.Url);
        Toxic toxic = Toxic.Latency(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(2)) with
        {
            Stream = ToxicStream.Upstream, Toxicity = 0.5f,
        };

        (await client.GetVersionAsync(token)).ShouldStartWith("2.13.0");
        var created = await client.CreateAsync(new ProxySpec("a/b ü", "127.0.0.1:1"), token);
        (await client.AddToxicAsync(created.Name, toxic, token)).ToToxic().ShouldBe(toxic with { Name = "latency_upstream" });
        (await client.GetToxicAsync(created.Name, toxic.Name, token)).Attributes["latency"].GetInt64().ShouldBe(5);
        (await client.UpdateToxicAsync(created.Name, toxic with { Toxicity = 1 }, token)).Toxicity.ShouldBe(1);
        (await client.ListToxicsAsync(created.Name, token)).Count.ShouldBe(1);
        (await client.GetAsync(created.Name, token)).Toxics[0].Type.ShouldBe("latency");
        await client.RemoveToxicAsync(created.Name, toxic.Name, token);
        (await client.DisableAsync(created.Name, token)).Enabled.ShouldBeFalse();
        await client.ResetAsync(token);
        (await client.ListAsync(token))[created.Name].ShouldSatisfyAllConditions(
            proxy => proxy.Enabled.ShouldBeTrue(), proxy => proxy.Listen.ShouldBe(created.Listen));
        (await client.UpdateAsync(created.Name, upstream: "127.0.0.1:2", cancellationToken: token)).Upstream.ShouldBe("127.0.0.1:2");
        (await client.PopulateAsync([new ProxySpec("c", "127.0.0.1:3")], token)).Single().Name.ShouldBe("c");
        await client.DeleteAsync(created.Name, token);
        (await client.ListAsync(token)).Keys.ShouldBe(["c"]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_fault_added_over_the_API_applies_to_a_connection(CancellationToken token)
    {
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        upstream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        upstream.Listen(1);
        await using var server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0 }, token);
        using var client = new ToxiproxyClient(server.Url);
        var proxy = await client.CreateAsync(new ProxySpec("p", upstream.LocalEndPoint!.ToString()!), token);
        await client.AddToxicAsync("p", Toxic.LimitData(3), token);

        using var socket = await Wire.ConnectAsync(IPEndPoint.Parse(proxy.Listen), token);
        using var accepted = await upstream.AcceptAsync(token);
        await accepted.SendTextAsync("12345", token);

        var (data, end) = await socket.ReceiveToEndAsync(token);
        (data.Length, end).ShouldBe((3, "FIN"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Toxiproxys_additional_members_and_unknown_toxics_are_accepted(CancellationToken token)
    {
        var (proxies, _) = await AskAsync(
            (client, stop) => client.ListAsync(stop),
            """{"p":{"name":"p","listen":"127.0.0.1:21001","upstream":"127.0.0.1:22001","enabled":true,"Logger":{},"toxics":[{"attributes":{"average_size":5,"what":[1.5]},"name":"s","type":"down","stream":"upstream","toxicity":0.25}]}}""",
            "200 OK", "application/json", token);

        var toxic = proxies["p"].Toxics.Single();
        (toxic.Name, toxic.Type, toxic.Stream, toxic.Toxicity).ShouldBe(("s", "down", ToxicStream.Upstream, 0.25f));
        toxic.Attributes["what"].GetRawText().ShouldBe("[1.5]");
        toxic.ToToxic().ShouldBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Toxiproxys_own_answers_to_populate_and_version_are_read(CancellationToken token)
    {
        (await AskAsync((client, stop) => client.PopulateAsync([], stop), "{\"proxies\":null}", "201 Created", "application/json",
            token)).Result.ShouldBeEmpty();
        (await AskAsync(
            (client, stop) => client.GetVersionAsync(stop), "{\"version\": \"2.12.0-69-gf48fd7f\"}\n", "200 OK",
            "application/json;charset=utf-8", token))
            .Result.ShouldBe("2.12.0-69-gf48fd7f");
        (await AskAsync((client, stop) => client.GetVersionAsync(stop), "2.1.4\n", "200 OK", "text/plain", token)).Result.ShouldBe("2.1.4");
    }

    [TestCase("{\"error\":\"proxy already exists\",\"status\":409}\n", "409 Conflict", "text/plain; charset=utf-8", "proxy already exists")]
    [TestCase("<html><head><title>Timeout</title></head></html>", "503 Service Unavailable", "text/html",
        "<html><head><title>Timeout</title></head></html>")]
    [TestCase("User agent not allowed\n", "403 Forbidden", "text/plain", "User agent not allowed")]
    [TestCase("", "503 Service Unavailable", "text/plain", "")]
    [TestCase("{\"error\":7}", "500 Internal Server Error", "application/json", "{\"error\":7}")]
    [CancelAfter(20_000)]
    public async Task The_exception_for_a_refusal_has_the_status_and_the_servers_text(
        string body, string status, string type, string text, CancellationToken token)
    {
        var failure = await Should.ThrowAsync<ToxiproxyException>(
            () => AskAsync((client, stop) => client.CreateAsync(new ProxySpec("p", "u:1"), stop), body, status, type, token));

        failure.Status.ShouldBe((HttpStatusCode)int.Parse(status[..3], System.Globalization.CultureInfo.InvariantCulture));
        failure.ServerText.ShouldBe(text);
        failure.Message.ShouldContain("POST /proxies");
    }

    [TestCase("[]")]
    [TestCase("hello")]
    [TestCase("{\"p\":null}")]
    [TestCase("{\"p\":{\"name\":5}}")]
    [CancelAfter(20_000)]
    public async Task An_answer_that_is_not_the_APIs_is_reported_as_such(string body, CancellationToken token)
    {
        var failure = await Should.ThrowAsync<ToxiproxyException>(
            () => AskAsync((client, stop) => client.ListAsync(stop), body, "200 OK", "application/json", token));

        failure.Message.ShouldContain("is not of its API");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_client_sends_requests_that_every_Toxiproxy_2_accepts(CancellationToken token)
    {
        var (_, request) = await AskAsync(
            (client, stop) => client.UpdateToxicAsync("a/b", Toxic.Bandwidth(7), stop),
            """{"attributes":{"rate":7},"name":"bandwidth_downstream","type":"bandwidth","stream":"downstream","toxicity":1}""",
            "200 OK", "application/json", token);

        request.ShouldStartWith("POST /proxies/a%2Fb/toxics/bandwidth_downstream HTTP/1.1\r\n");
        request.ShouldEndWith("""{"attributes":{"rate":7},"toxicity":1}""");
        request.ShouldNotContain("Origin");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_exception_for_an_unreachable_server_names_its_address(CancellationToken token)
    {
        using var client = new ToxiproxyClient(new Uri("http://127.0.0.1:1"));

        var failure = await Should.ThrowAsync<ToxiproxyException>(() => client.GetVersionAsync(token));

        failure.Status.ShouldBeNull();
        failure.Message.ShouldContain("'http://127.0.0.1:1/'");
    }

    private static async Task<(T Result, string Request)> AskAsync<T>(
        Func<ToxiproxyClient, CancellationToken, Task<T>> ask, string body, string status, string type, CancellationToken token)
    {
        var (url, listener, request) = RawHttp.Answer(
            $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\nConnection: "
                + $"close\r\n\r\n{body}", token);
        using (listener)
        {
            using var client = new ToxiproxyClient(url);
            return (await ask(client, token), await request);
        }
    }
}
