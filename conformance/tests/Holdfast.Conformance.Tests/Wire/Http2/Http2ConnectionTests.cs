using System.Text;
using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Http2;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Conformance.Tests.Wire.Http2;

[CancelAfter(20_000)]
public sealed class Http2ConnectionTests
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    // RFC 7541, 6.2.1: a literal 104 under the name of entry 8; 0x89 is 204.
    private const string Interim = "\u0048\u0003104";
    private const string NoContent = "\u0089";

    [Test]
    public async Task A_peer_that_answers_in_HTTP_1_does_not_support_HTTP_2(CancellationToken token)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.ReceiveUntilAsync(Preface);
            await peer.SendAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        });

        var (connection, failure) = await DialAsync(server, token);

        connection.ShouldBeNull();
        failure.ShouldBe("The peer does not support HTTP/2");
    }

    [Test]
    public async Task Interim_responses_come_one_by_one_and_one_that_ends_the_stream_is_malformed(CancellationToken token)
    {
        await using var server = Speaking(
            Frame(FrameType.Headers, Http2Frame.EndHeaders, 1, Interim),
            Frame(FrameType.Headers, Http2Frame.EndHeaders | Http2Frame.EndStream, 1, "\u00be"));
        await using var connection = await ConnectAsync(server, token);
        var stream = connection.Open();
        await stream.SendHeadAsync(Head(), ends: true, token);

        var first = await stream.ReadInterimAsync(Connected.Patience, token);
        var rest = await stream.ReadAsync(Connected.Patience, token);

        (first?.Status, first?.Malformed.Count).ShouldBe((104, 0));
        rest.Interim.ShouldHaveSingleItem().Malformed.ShouldBe(["An interim response ends the stream (RFC 9113, 8.1)."]);
        (rest.Response, rest.End).ShouldBe((null, WireEnd.Closed));
    }

    [Test]
    public async Task A_response_comes_together_from_continuations_padding_and_trailers(CancellationToken token)
    {
        await using var server = Speaking(
            Frame(FrameType.Headers, 0, 1, "\u0088"),
            Frame(FrameType.Continuation, Http2Frame.EndHeaders, 1, "\u0000\u0001x\u0001y"),
            Frame(FrameType.Data, 0x8, 1, "\u0003hel\0\0\0"),
            Frame(FrameType.Data, 0, 1, "lo"),
            Frame(FrameType.Headers, Http2Frame.EndHeaders | Http2Frame.EndStream, 1, "\u0000\u0001x\u0001z"));
        await using var connection = await ConnectAsync(server, token);

        var exchange = await connection.Open().ExchangeAsync(Head(), Connected.Patience, token);

        (exchange.Status, exchange["x"], exchange.Response!.Complete).ShouldBe((200, "y", true));
        Encoding.ASCII.GetString(exchange.Response.Body.Span).ShouldBe("hello");
    }

    [Test]
    public async Task Content_waits_for_the_windows(CancellationToken token)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.ReceiveUntilAsync(Preface);
            await peer.SendAsync(Frame(FrameType.Settings, 0, 0, "\0\u0004\0\0\0\u0005"));
            await peer.ReceiveUntilAsync("hello");
            await peer.SendAsync(Frame(FrameType.WindowUpdate, 0, 1, "\0\0\0\u0003"));
            await peer.ReceiveUntilAsync("you");
            await peer.SendAsync(Frame(FrameType.Headers, Http2Frame.EndHeaders | Http2Frame.EndStream, 1, NoContent));
        });
        await using var connection = await ConnectAsync(server, token);

        var exchange = await connection.Open().ExchangeAsync(Head() with { Body = "helloyou"u8.ToArray() }, Connected.Patience, token);

        exchange.Status.ShouldBe(204);
        (await server.AcceptedAsync(token)).Received.ShouldEndWith(
            Frame(FrameType.Data, 0, 1, "hello") + Frame(FrameType.Data, Http2Frame.EndStream, 1, "you"));
    }

    [Test]
    public async Task Pings_are_answered_and_a_reset_stream_leaves_the_others(CancellationToken token)
    {
        await using var server = Speaking(
            Frame(FrameType.Ping, 0, 0, "12345678"),
            Frame(FrameType.ResetStream, 0, 1, "\0\0\0\u0008"),
            Frame(FrameType.Headers, Http2Frame.EndHeaders | Http2Frame.EndStream, 3, NoContent));
        await using var connection = await ConnectAsync(server, token);
        var (reset, other) = (connection.Open(), connection.Open());
        await reset.SendHeadAsync(Head(), ends: true, token);

        (await reset.ReadAsync(Connected.Patience, token)).End.ShouldBe(WireEnd.Reset);
        (await other.ReadAsync(Connected.Patience, token)).Status.ShouldBe(204);
        await (await server.AcceptedAsync(token)).SeenAsync(Frame(FrameType.Ping, Http2Frame.Ack, 0, "12345678"), token);
    }

    [Test]
    public async Task The_end_of_the_connection_is_the_end_of_every_stream(CancellationToken token)
    {
        await using var server = Speaking(Frame(FrameType.GoAway, 0, 0, "\0\0\0\0\0\0\0\0"), "\0\0\u0009");
        await using var connection = await ConnectAsync(server, token);
        var stream = connection.Open();
        await stream.SendHeadAsync(Head(), ends: true, token);

        (await stream.ReadAsync(Connected.Patience, token)).End.ShouldBe(WireEnd.Reset);
        (await connection.Open().ReadAsync(Connected.Patience, token)).End.ShouldBe(WireEnd.Reset);
    }

    [Test]
    public async Task Fields_that_become_more_than_is_read_are_given_up_however_few_bytes_they_came_in(CancellationToken token)
    {
        var field = "\u0040\u0001x\u007f\u00a1\u001e" + new string('y', 4000);
        await using var server =
            Speaking(Frame(FrameType.Headers, Http2Frame.EndHeaders, 1, "\u0088" + field + new string('\u00be', 5000)));
        await BeyondAsync(server, "a response head of more than 256 KiB", token);
    }

    [TestCase(0x6, "12345678")]
    [TestCase(0x4, "")]
    [TestCase(0x8, "\0\0\0\u0001")]
    [TestCase(0x0, "")]
    public async Task Small_frames_without_end_are_given_up(int type, string payload, CancellationToken token)
    {
        await using var server = Speaking(Frame(FrameType.GoAway, 0, 0, "\0\0\0\0\0\0\0\0"),
            string.Concat(Enumerable.Repeat(Frame((FrameType)type, 0, type == 0 ? 1 : 0, payload), 10_001)));
        await BeyondAsync(server, "more than 10000 HTTP/2 frames of less than 100 bytes on one connection", token);
    }

    [Test]
    public async Task Endless_interim_responses_are_abandoned_also_while_they_are_unread(CancellationToken token)
    {
        await using var server =
            Speaking(string.Concat(Enumerable.Repeat(Frame(FrameType.Headers, Http2Frame.EndHeaders, 1, Interim), 1001)));
        await BeyondAsync(server, "more than 1000 interim responses to one request, or more than 256 KiB of them", token);
    }

    [Test]
    public async Task Content_without_end_is_read_up_to_the_limit_and_its_stream_reset(CancellationToken token)
    {
        await using var server = ScriptedServer.Start(async peer =>
        {
            await peer.ReceiveUntilAsync(Preface);
            await peer.SendAsync(Frame(FrameType.Settings, 0, 0, ""));
            await peer.ReceiveUntilAsync(":path\u0001/");
            await peer.SendAsync(Frame(FrameType.Headers, Http2Frame.EndHeaders, 1, "\u0088")
                + string.Concat(Enumerable.Repeat(Frame(FrameType.Data, 0, 1, new string('x', 16_384)), 65)));
            await peer.ReceiveUntilAsync(Frame(FrameType.ResetStream, 0, 1, "\0\0\0\u0008"));
        });
        await using var connection = await ConnectAsync(server, token);
        var exchange = await connection.Open().ExchangeAsync(Head(), Connected.Patience, token);

        (exchange.Status, exchange.Response!.Complete, exchange.Response.Body.Length).ShouldBe((200, false, 1024 * 1024));
        exchange.Response.Beyond.ShouldBe("a response body that is more than 1024 KiB longer than what was uploaded");
        await (await server.AcceptedAsync(token)).SeenAsync(Frame(FrameType.ResetStream, 0, 1, "\0\0\0\u0008"), token);
    }

    private static async Task BeyondAsync(ScriptedServer server, string what, CancellationToken token)
    {
        await using var connection = await ConnectAsync(server, token);
        var exchange = await connection.Open().ExchangeAsync(Head(), Connected.Patience, token);
        (exchange.Response, exchange.End, exchange.Outcome).ShouldBe((null, WireEnd.Garbage, what));
    }

    private static WireRequest Head() => new WireRequest("HEAD", "/").With("Host", "a");

    /// <summary>Answers the first request with these bytes, and ends the connection.</summary>
    private static ScriptedServer Speaking(params string[] bytes) => ScriptedServer.Start(async peer =>
    {
        await peer.ReceiveUntilAsync(Preface);
        await peer.SendAsync(Frame(FrameType.Settings, 0, 0, ""));

        // The last of a request's fields.
        await peer.ReceiveUntilAsync(":path\u0001/");
        await peer.SendAsync(string.Concat(bytes));
        if (bytes[0][3] == (char)FrameType.Ping)
        {
            await peer.ReceiveUntilAsync("12345678");
        }

        peer.Fin();
    });

    private static string Frame(FrameType type, byte flags, int stream, string payload) =>
        Encoding.Latin1.GetString(new Http2Frame(type, flags, stream, Encoding.Latin1.GetBytes(payload)).ToArray());

    private static async Task<Http2Connection> ConnectAsync(ScriptedServer server, CancellationToken token)
    {
        var (connection, failure) = await DialAsync(server, token);
        return connection.ShouldNotBeNull(failure);
    }

    private static Task<(Http2Connection? Connection, string? Failure)> DialAsync(ScriptedServer server, CancellationToken token) =>
        WireDialer.DialHttp2Async(server.Endpoint, new Http2Grants(), Connected.Patience,
            new Transcript(new CaseClock(TimeProvider.System), []), gate: null, token);
}
