using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Chaos.Tests.Rigs.HttpExchangeRig;

namespace Holdfast.Chaos.Tests.Http;

public sealed class HttpActionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(20_000)]
    public async Task A_reset_resets_both_sides(bool atResponse, CancellationToken token)
    {
        var trigger = atResponse ? HttpTrigger.AfterResponseHead() : HttpTrigger.AfterRequest();
        await using var rig = await Rig.StartAsync(Toxic.Http(trigger, HttpAction.Reset()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.RequestAsync(server, token);
        if (atResponse)
        {
            await server.SendTextAsync(Ok, token);
        }

        (await client.ReceiveToEndAsync(token)).End.ShouldBe("RST");
        (await server.EndAsync(token)).ShouldBe("RST");
    }

    [TestCase(ToxicStream.Upstream)]
    [TestCase(ToxicStream.Downstream)]
    [CancelAfter(20_000)]
    public async Task A_half_close_ends_one_direction_and_the_other_goes_on(ToxicStream direction, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.AfterRequestBody(4), HttpAction.HalfClose(direction)));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head + Body, token);

        if (direction == ToxicStream.Upstream)
        {
            (await server.ReceiveAllAsync(token)).ShouldBe((Head + "0123", "FIN"));
            await server.AnswerAsync(client, Ok, token);
            client.Shutdown(SocketShutdown.Send);
            (await client.EndAsync(token)).ShouldBe("FIN");
        }
        else
        {
            (await client.ReceiveAllAsync(token)).ShouldBe(("", "FIN"));
            (await server.ReceiveTextAsync(Head.Length + 10, token)).ShouldBe(Head + Body);
            await server.SendAsync(new byte[1_000_000], SocketFlags.None, token);
            server.Shutdown(SocketShutdown.Send);
            (await server.EndAsync(token)).ShouldBe("FIN");
        }

        await rig.EventAsync(ChaosEventKind.ConnectionClosed, token);
    }

    [TestCase(ToxicStream.Upstream)]
    [TestCase(ToxicStream.Downstream)]
    [TestCase(null)]
    [CancelAfter(20_000)]
    public async Task A_black_hole_drops_data_and_FIN_and_keeps_the_sockets_open(ToxicStream? direction, CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.AfterRequestHead(), HttpAction.BlackHole(direction)));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head + Body, token);
        (await server.ReceiveTextAsync(Head.Length, token)).ShouldBe(Head);

        if (direction == ToxicStream.Downstream)
        {
            (await server.ReceiveTextAsync(10, token)).ShouldBe(Body);
        }

        await (direction == ToxicStream.Upstream ? server.AnswerAsync(client, Ok, token) : server.SendTextAsync(Ok, token));
        await (direction == ToxicStream.Downstream ? client.RequestAsync(server, token, "more") : client.SendTextAsync("more", token));
        (direction == ToxicStream.Upstream ? client : server).Shutdown(SocketShutdown.Send);
        await client.ReceiveNothingAsync(token);
        await server.ReceiveNothingAsync(token);

        (direction == ToxicStream.Upstream ? server : client).Shutdown(SocketShutdown.Send);
        await rig.EventAsync(ChaosEventKind.ConnectionClosed, token);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Removing_a_black_hole_closes_the_connection_because_the_dropped_data_is_lost(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.AfterRequestHead(), HttpAction.BlackHole()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head + Body, token);
        await server.ReceiveTextAsync(Head.Length, token);
        await client.ReceiveNothingAsync(token);

        rig.Proxy.Remove("http_downstream");

        (await client.EndAsync(token)).ShouldBe("FIN");
        (await server.EndAsync(token)).ShouldBe("FIN");
    }

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(20_000)]
    public async Task A_stall_holds_then_resumes(bool removed, CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(
            options => options with { TimeProvider = time }, Toxic.Http(HttpTrigger.AfterRequestBody(4), HttpAction.Stall(Second)));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head + Body, token);
        (await server.ReceiveTextAsync(Head.Length + 4, token)).ShouldBe(Head + "0123");
        await server.SendTextAsync(NoContent, token);
        await server.ReceiveNothingAsync(token);
        await client.ReceiveNothingAsync(token);

        if (removed)
        {
            rig.Proxy.Remove("http_downstream");
        }
        else
        {
            time.Advance(Second);
        }

        (await server.ReceiveTextAsync(6, token)).ShouldBe("456789");
        (await client.ReceiveTextAsync(NoContent.Length, token)).ShouldBe(NoContent);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_drip_passes_the_rest_of_the_message_in_pieces_and_the_next_message_whole(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var rig = await Rig.StartAsync(
            options => options with { TimeProvider = time }, Toxic.Http(HttpTrigger.AfterRequestHead(), HttpAction.Drip(3, Second)));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head + Body, token);
        await server.ReceiveTextAsync(Head.Length, token);
        foreach (var piece in new[] { "012", "345", "678", "9" })
        {
            (await server.ReceiveTextAsync(piece.Length, token)).ShouldBe(piece);
            await server.ReceiveNothingAsync(token);
            time.Advance(Second);
        }

        await server.AnswerAsync(client, NoContent, token);
        await client.RequestAsync(server, token);
    }

    [TestCase(ToxicStream.Upstream)]
    [TestCase(ToxicStream.Downstream)]
    [CancelAfter(20_000)]
    public async Task A_corruption_inverts_one_byte(ToxicStream stream, CancellationToken token)
    {
        var trigger = stream == ToxicStream.Upstream ? HttpTrigger.AfterRequestBody(4) : HttpTrigger.AfterResponseBody(4);
        await using var rig = await Rig.StartAsync(Toxic.Http(trigger, HttpAction.Corrupt()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head + Body, token);
        var request = await server.ReceiveExactlyAsync(Head.Length + 10, token);
        await server.SendTextAsync(Ok, token);
        var response = await client.ReceiveExactlyAsync(Ok.Length, token);

        var (hit, original, at) = stream == ToxicStream.Upstream ? (request, Head + Body, Head.Length + 4) : (response, Ok, Ok.Length - 1);
        hit[at].ShouldBe((byte)(original[at] ^ 0xFF));
        hit[at] ^= 0xFF;
        System.Text.Encoding.Latin1.GetString(hit).ShouldBe(original);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_lost_response_is_read_completely_and_then_both_sides_are_closed(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.BeforeRequest(), HttpAction.LoseResponse()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.RequestAsync(server, token);
        await server.SendTextAsync("HTTP/1.1 100 Continue\r\n\r\n" + Ok[..^1], token);
        await client.ReceiveNothingAsync(token);
        await server.ReceiveNothingAsync(token);

        await server.SendTextAsync(Ok[^1..], token);

        (await client.ReceiveAllAsync(token)).ShouldBe(("", "FIN"));
        (await server.EndAsync(token)).ShouldBe("FIN");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_request_delivered_twice_is_answered_once_with_the_second_answer(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.BeforeRequest(), HttpAction.DeliverTwice()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head + Body, token);
        (await server.ReceiveTextAsync(2 * (Head + Body).Length, token)).ShouldBe(Head + Body + Head + Body);

        await server.SendTextAsync(NoContent + Ok, token);

        (await client.ReceiveTextAsync(Ok.Length, token)).ShouldBe(Ok);
        await client.RequestAsync(server, token);
        await server.AnswerAsync(client, NoContent, token);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Stripped_interim_responses_do_not_reach_the_client_and_the_final_one_does(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.BeforeRequest(), HttpAction.StripInterim()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.RequestAsync(server, token);

        await server.SendTextAsync(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 104 Upload Resumption Supported\r\nLocation: /u\r\n\r\n" + Ok, token);

        (await client.ReceiveTextAsync(Ok.Length, token)).ShouldBe(Ok);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task After_a_finalized_interim_response_the_client_receives_a_FIN_although_it_still_sends(CancellationToken token)
    {
        const string Interim = "HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /u\r\n\r\n";
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.BeforeRequest(), HttpAction.FinalizeInterim()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.RequestAsync(server, token, Head);
        await server.SendTextAsync(Interim + Ok, token);
        await client.SendTextAsync(Body, token);

        (await client.ReceiveAllAsync(token)).ShouldBe((Interim, "FIN"));
        client.Shutdown(SocketShutdown.Send);
        await rig.EventAsync(ChaosEventKind.ConnectionClosed, token);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_buffered_request_reaches_the_server_only_when_it_is_complete(CancellationToken token)
    {
        await using var rig = await Rig.StartAsync(Toxic.Http(HttpTrigger.BeforeRequest(), HttpAction.BufferRequest()));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head + Body[..9], token);
        await server.ReceiveNothingAsync(token);

        await client.SendTextAsync(Body[9..], token);

        (await server.ReceiveTextAsync((Head + Body).Length, token)).ShouldBe(Head + Body);
        await server.AnswerAsync(client, NoContent, token);
    }

    [TestCase(false, "")]
    [TestCase(true, Head + Body)]
    [CancelAfter(20_000)]
    public async Task An_injected_status_is_the_answer_and_arrives_although_the_client_still_sends(
        bool beforeResponse, string reachesServer, CancellationToken token)
    {
        var trigger = beforeResponse ? HttpTrigger.BeforeResponse() : HttpTrigger.BeforeRequest();
        await using var rig = await Rig.StartAsync(Toxic.Http(trigger, HttpAction.InjectStatus(503)));
        var (client, server) = await rig.ConnectAsync(token);
        await client.SendTextAsync(Head + Body, token);
        await server.ReceiveTextAsync(reachesServer.Length, token);
        if (beforeResponse)
        {
            await server.SendTextAsync(Ok, token);
        }
        else
        {
            await client.SendAsync(new byte[100_000], SocketFlags.None, token);
        }

        var (text, end) = await client.ReceiveAllAsync(token);

        (text, end).ShouldBe(("HTTP/1.1 503 Injected\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "FIN"));
        await server.ReceiveNothingAsync(token);
        client.Close();
        (await server.EndAsync(token)).ShouldBe("FIN");
    }

    [TestCase(HttpMoment.AfterRequestHead, HttpActionKind.DeliverTwice)]
    [TestCase(HttpMoment.AfterRequestHead, HttpActionKind.BufferRequest)]
    [TestCase(HttpMoment.BeforeResponse, HttpActionKind.LoseResponse)]
    [TestCase(HttpMoment.AfterResponseHead, HttpActionKind.InjectStatus)]
    [TestCase(HttpMoment.AfterRequest, HttpActionKind.Corrupt)]
    [TestCase(HttpMoment.BeforeRequest, HttpActionKind.Drip)]
    [TestCase(HttpMoment.BeforeRequest, HttpActionKind.HalfClose)]
    [TestCase(HttpMoment.BeforeRequest, HttpActionKind.InjectStatus)]
    public void An_action_that_is_impossible_at_its_moment_is_refused_with_a_sentence(HttpMoment moment, HttpActionKind kind)
    {
        var refused =
            Should.Throw<ArgumentException>(() => Toxic.Http(new HttpTrigger { Moment = moment }, new HttpAction { Kind = kind }));

        refused.Message.ShouldContain(".");
    }
}
