using System.Net.Sockets;
using static Holdfast.Chaos.Tests.Rigs.HttpExchangeRig;

namespace Holdfast.Chaos.Tests.Http;

/// <summary>A close at each moment shows which bytes had passed.</summary>
public sealed class HttpMomentTests
{
    private static readonly (HttpTrigger Trigger, string Server, string Client)[] Moments =
    [
        (HttpTrigger.BeforeRequest(), "", ""),
        (HttpTrigger.AfterRequestHead(), Head, ""),
        (HttpTrigger.AfterRequestBody(0), Head, ""),
        (HttpTrigger.AfterRequestBody(4), Head + "0123", ""),
        (HttpTrigger.AfterRequest(), Head + Body, ""),
    ];

    private static readonly (HttpTrigger Trigger, string Client)[] ResponseMoments =
    [
        (HttpTrigger.BeforeResponse(), ""),
        (HttpTrigger.BeforeResponse(200), ""),
        (HttpTrigger.AfterResponseHead(), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        (HttpTrigger.AfterResponseBody(3), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"),
        (HttpTrigger.AfterResponseBody(5), Ok),
    ];

    [TestCase(0, false)]
    [TestCase(1, false)]
    [TestCase(2, false)]
    [TestCase(3, false)]
    [TestCase(4, false)]
    [TestCase(0, true)]
    [TestCase(1, true)]
    [TestCase(2, true)]
    [TestCase(3, true)]
    [TestCase(4, true)]
    [CancelAfter(20_000)]
    public async Task A_moment_of_the_request_is_exact_to_the_byte(int moment, bool byteByByte, CancellationToken token)
    {
        var (trigger, expected, _) = Moments[moment];
        await using var rig = await Rig.StartAsync(Toxic.Http(trigger, HttpAction.Close()));
        var (client, server) = await rig.ConnectAsync(token);
        await SendAsync(client, Head + Body, byteByByte, token);

        (await server.ReceiveAllAsync(token)).ShouldBe((expected, "FIN"));

        var applied = await rig.EventAsync(ChaosEventKind.ToxicApplied, token);
        (applied.Toxic, applied.Stream, applied.Offset).ShouldBe(("http", ToxicStream.Upstream, expected.Length));
        applied.Detail.ShouldContain("'PATCH /files/1': close");
    }

    [TestCase(0, false)]
    [TestCase(1, false)]
    [TestCase(2, false)]
    [TestCase(3, false)]
    [TestCase(4, false)]
    [TestCase(0, true)]
    [TestCase(2, true)]
    [TestCase(3, true)]
    [CancelAfter(20_000)]
    public async Task A_moment_of_the_response_is_exact_to_the_byte(int moment, bool byteByByte, CancellationToken token)
    {
        var (trigger, expected) = ResponseMoments[moment];
        await using var rig = await Rig.StartAsync(Toxic.Http(trigger, HttpAction.Close()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.RequestAsync(server, token);
        await SendAsync(server, Ok, byteByByte, token);

        (await client.ReceiveAllAsync(token)).ShouldBe((expected, "FIN"));

        (await rig.EventAsync(ChaosEventKind.ToxicApplied, token)).Offset.ShouldBe(expected.Length);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Chunk_framing_does_not_count_as_body(CancellationToken token)
    {
        const string Chunked =
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n4\r\ndefg\r\n0\r\nT: 1\r\n\r\n";
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.AfterRequestBody(5), HttpAction.Close()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Chunked, token);

        (await server.ReceiveAllAsync(token)).Text.ShouldBe(Chunked[..(Chunked.IndexOf("de", StringComparison.Ordinal) + 2)]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_filter_selects_by_method_path_and_number_over_all_connections(CancellationToken token)
    {
        var trigger = HttpTrigger.AfterRequest("PATCH", "/files/*") with { Nth = 2 };
        await using var rig = await Rig.StartAsync(Toxic.Http(trigger, HttpAction.Close()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.RequestAsync(server, token, "GET /files/1 HTTP/1.1\r\n\r\n");
        await server.AnswerAsync(client, Ok, token);
        await client.RequestAsync(server, token, "PATCH /other HTTP/1.1\r\n\r\n");
        await server.AnswerAsync(client, NoContent, token);
        await client.RequestAsync(server, token);
        await server.AnswerAsync(client, NoContent, token);

        var (second, secondServer) = await rig.ConnectAsync(token);
        await second.SendTextAsync(Head + Body, token);
        (await secondServer.ReceiveAllAsync(token)).ShouldBe((Head + Body, "FIN"));
        (await second.EndAsync(token)).ShouldBe("FIN");

        await client.RequestAsync(server, token);
        await server.AnswerAsync(client, NoContent, token);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_request_whose_body_waits_for_100_is_complete_after_its_body(CancellationToken token)
    {
        const string Interim = "HTTP/1.1 100 Continue\r\n\r\n";
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.AfterRequest(), HttpAction.Close()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head, token);
        await server.ReceiveTextAsync(Head.Length, token);
        await server.SendTextAsync(Interim, token);
        await client.ReceiveTextAsync(Interim.Length, token);
        await client.SendTextAsync(Body, token);

        (await server.ReceiveAllAsync(token)).ShouldBe((Body, "FIN"));
        (await rig.EventAsync(ChaosEventKind.ToxicApplied, token)).Detail.ShouldContain("Struck 'after_request'");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task With_nth_zero_the_fault_applies_to_each_match(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.BeforeRequest() with { Nth = 0 }, HttpAction.Close()));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var (client, server) = await rig.ConnectAsync(token);
            await client.SendTextAsync(Head, token);
            (await server.ReceiveAllAsync(token)).ShouldBe(("", "FIN"));
        }
    }

    [TestCase(104, "HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /u\r\n\r\n")]
    [TestCase(201, "HTTP/1.1 201 Created\r\nLocation: /u\r\nContent-Length: 0\r\n\r\n")]
    [TestCase(204, NoContent)]
    [CancelAfter(20_000)]
    public async Task A_lost_acknowledgement_never_reaches_the_client_and_the_next_one_does(
        int status, string response, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Lost(status));
        var (client, server) = await rig.ConnectAsync(token);
        await client.RequestAsync(server, token);
        await server.AnswerAsync(client, "HTTP/1.1 100 Continue\r\n\r\n", token);
        await server.SendTextAsync(response, token);
        (await client.ReceiveAllAsync(token)).ShouldBe(("", "FIN"));
        (await rig.EventAsync(ChaosEventKind.ToxicApplied, token)).Toxic.ShouldBe($"lost-{status}");

        var (next, nextServer) = await rig.ConnectAsync(token);
        await next.RequestAsync(nextServer, token);
        await nextServer.AnswerAsync(next, response, token);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_end_of_a_response_is_found_by_its_framing(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.BeforeResponse(418), HttpAction.Close()));
        var (client, server) = await rig.ConnectAsync(token);
        string[] responses =
        [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1d\r\nHTTP/1.1 418 not a response\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\nHTTP/1.1 418 neith",
        ];
        foreach (var response in responses)
        {
            await client.RequestAsync(server, token, $"{(response == responses[0] ? "HEAD" : "GET")} / HTTP/1.1\r\n\r\n");
            await server.AnswerAsync(client, response, token);
        }

        await client.RequestAsync(server, token, "GET / HTTP/1.1\r\n\r\n");
        await server.SendTextAsync("HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n", token);
        (await client.ReceiveAllAsync(token)).ShouldBe(("", "FIN"));
    }

    [TestCase("\u0016\u0003\u0001\u0002", "\u0016")]
    [TestCase("hello", "world")]
    [TestCase("PING\r\n", "+PONG\r\n")]
    [TestCase("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "x")]
    [TestCase("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\nPATCH / HTTP/1.1\r\n\r\n")]
    [CancelAfter(20_000)]
    public async Task Data_that_is_not_HTTP_passes_unchanged_and_the_log_has_an_event(string sent, string answered, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.BeforeRequest("PATCH"), HttpAction.Close()));
        var (client, server) = await rig.ConnectAsync(token);

        await client.RequestAsync(server, token, sent);
        await server.AnswerAsync(client, answered, token);
        await client.RequestAsync(
            server, token, "PATCH / HTTP/1.1\r\n\r\n"[..(sent.StartsWith("GET / HTTP/1.1\r\nU", StringComparison.Ordinal) ? 20 : 5)]);

        (await rig.EventAsync(ChaosEventKind.PassedUntouched, token)).Detail.ShouldContain("not HTTP/1.x");
        rig.Proxy.Log.ShouldNotContain(entry => entry.Kind == ChaosEventKind.ToxicApplied);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_HTTP_fault_added_to_an_open_connection_applies_to_the_next_request(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync();
        var (client, server) = await rig.ConnectAsync(token);
        await client.RequestAsync(server, token);
        await server.AnswerAsync(client, NoContent, token);

        rig.Proxy.Add(Toxic.Http(HttpTrigger.AfterRequestBody(1), HttpAction.Reset()));

        await client.SendTextAsync(Head + Body, token);
        (await client.EndAsync(token)).ShouldBe("RST");
        (await server.ReceiveTextAsync(Head.Length + 1, token)).ShouldBe(Head + "0");
        (await server.EndAsync(token)).ShouldBe("RST");
    }

    private static async Task SendAsync(Socket socket, string text, bool byteByByte, CancellationToken token)
    {
        try
        {
            foreach (var part in byteByByte ? text.Select(letter => $"{letter}") : [text])
            {
                await socket.SendTextAsync(part, token);
            }
        }
        catch (SocketException)
        {
            // The proxy closes in the middle; only the bytes that arrived matter.
        }
    }
}
