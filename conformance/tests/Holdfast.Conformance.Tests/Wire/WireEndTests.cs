using System.Net;
using System.Net.Sockets;
using Holdfast.Conformance.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Conformance.Tests.Wire;

/// <summary>How connections end, and that each end is a value.</summary>
[CancelAfter(20_000)]
public sealed class WireEndTests
{
    private static readonly string[] Kinds = ["connect", "head", "close"];

    [Test]
    public async Task A_FIN_without_an_answer_is_Closed(CancellationToken token)
    {
        await using var connected = await Connected.ToAnswerAsync("", token, peer => peer.Fin());
        var exchange = await connected.GetAsync(token);
        (exchange.Status, exchange.End, exchange.Outcome).ShouldBe((null, WireEnd.Closed, "connection closed without a response"));
        connected.Transcript.ToEntries().Select(entry => entry.Kind).ShouldBe(Kinds);
    }

    [Test]
    public async Task A_RST_without_an_answer_is_Reset(CancellationToken token)
    {
        await using var connected = await Connected.ToAnswerAsync("", token, peer => peer.Reset());
        var exchange = await connected.GetAsync(token);
        (exchange.Status, exchange.End, exchange.Outcome).ShouldBe((null, WireEnd.Reset, "connection reset without a response"));
        connected.Transcript.ToEntries()[^1].Kind.ShouldBe("reset");
    }

    [Test]
    public async Task A_RST_while_a_body_is_sent_is_Reset(CancellationToken token)
    {
        await using var connected = await Connected.ToAnswerAsync("", token, peer => peer.Reset());
        var exchange = await connected.Connection.ExchangeAsync(
            new WireRequest("PATCH", "/").WithBody(new byte[32 * 1024 * 1024]), Connected.Patience, token);
        exchange.End.ShouldBe(WireEnd.Reset);
    }

    [Test]
    public async Task Data_that_is_not_HTTP_is_Garbage_and_is_shown(CancellationToken token)
    {
        await using var connected = await Connected.ToAnswerAsync("220 mail.example ESMTP\r\n\r\n", token);
        var exchange = await connected.GetAsync(token);
        (exchange.Response, exchange.End).ShouldBe((null, WireEnd.Garbage));
        var entries = connected.Transcript.ToEntries();
        entries.ShouldContain(entry => entry.Text == "220 mail.example ESMTP\r\n\r\n" && entry.Bytes == null);
        entries[^1].Text.ShouldContain("is not a status line");
    }

    [Test]
    public async Task Silence_is_Open_once_the_patience_is_at_its_end_and_not_before(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var connected = await Connected.ToAsync(peer => peer.ReceiveHeadAsync(), token, time);
        var exchange = connected.GetAsync(token);
        await connected.Peer.SeenAsync("\r\n\r\n", token);
        time.Advance(Connected.Patience - TimeSpan.FromSeconds(1));
        exchange.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));
        (await exchange).Outcome.ShouldBe("no response in time");
        (await exchange).End.ShouldBe(WireEnd.Open);
    }

    [Test]
    public async Task An_answer_whose_body_never_ends_is_still_an_answer(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var connected = await Connected.ToAsync(
            async peer =>
            {
                await peer.ReceiveHeadAsync();
                await peer.SendAsync("HTTP/1.1 409 Conflict\r\nContent-Length: 100\r\n\r\nhalf");
            },
            token,
            time);
        var answer = connected.GetAsync(token);
        while (!connected.Transcript.ToEntries().Any(entry => entry.Text.StartsWith("HTTP/1.1 409", StringComparison.Ordinal)))
        {
            await Task.Yield();
        }

        time.Advance(Connected.Patience);
        var response = (await answer).Response.ShouldNotBeNull();
        (response.Status, response.Complete).ShouldBe((409, false));
    }

    [Test]
    public async Task An_answer_whose_body_breaks_off_is_still_an_answer(CancellationToken token)
    {
        await using var connected =
            await Connected.ToAnswerAsync("HTTP/1.1 413 Content Too Large\r\nContent-Length: 100\r\n\r\nhalf", token, peer => peer.Fin());
        var response = (await connected.GetAsync(token)).Response.ShouldNotBeNull();
        (response.Status, response.Complete).ShouldBe((413, false));
    }

    [Test]
    public async Task A_half_close_reaches_the_server_as_FIN_and_its_answer_still_comes(CancellationToken token)
    {
        await using var connected = await Connected.ToAsync(
            async peer =>
            {
                (await peer.DrainAsync()).ShouldBe("FIN");
                await peer.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            },
            token);
        await connected.Connection.SendHeadAsync(new WireRequest("PATCH", "/"), token);
        connected.Connection.HalfClose();
        (await connected.Connection.ReadAsync("PATCH", Connected.Patience, token)).Status.ShouldBe(400);
        (await connected.Peer.Ended.WaitAsync(token)).ShouldBe("FIN");
    }

    [Test]
    public async Task Reset_reaches_the_server_as_ECONNRESET_and_Dispose_as_FIN(CancellationToken token)
    {
        await using var reset = await Connected.ToAsync(peer => peer.DrainAsync(), token);
        reset.Connection.Reset();
        (await reset.Peer.Ended.WaitAsync(token)).ShouldBe("RST");
        await using var closed = await Connected.ToAsync(peer => peer.DrainAsync(), token);
        await closed.Connection.DisposeAsync();
        (await closed.Peer.Ended.WaitAsync(token)).ShouldBe("FIN");
    }

    [Test]
    public async Task After_a_reset_every_further_move_is_a_value(CancellationToken token)
    {
        await using var connected = await Connected.ToAsync(peer => peer.DrainAsync(), token);
        connected.Connection.Reset();
        connected.Connection.HalfClose();
        (await connected.Connection.SendAsync("x"u8.ToArray(), "body", token)).ShouldBeFalse();
        (await connected.Connection.ReadAsync("GET", Connected.Patience, token)).End.ShouldBe(WireEnd.Reset);
    }

    [Test]
    public async Task Waiting_for_the_end_reads_past_everything(CancellationToken token)
    {
        await using var connected =
            await Connected.ToAnswerAsync("HTTP/1.1 408 Request Timeout\r\n\r\nlong text", token, peer => peer.Fin());
        await connected.Connection.SendHeadAsync(new WireRequest("GET", "/"), token);
        (await connected.Connection.WaitForEndAsync(Connected.Patience, token)).ShouldBe(WireEnd.Closed);
    }

    [Test]
    public async Task A_closed_port_is_a_value(CancellationToken token)
    {
        var transcript = new Transcript(new CaseClock(TimeProvider.System), []);
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // Bound and not listening: refused, and nobody else can take the port.
        var endpoint = new WireEndpoint("127.0.0.1", ((IPEndPoint)taken.LocalEndPoint!).Port);
        var (connection, failure) = await WireDialer.DialAsync(endpoint, Connected.Patience, transcript, token);
        connection.ShouldBeNull();
        failure.ShouldNotBeNull().ShouldContain("refused");
        transcript.ToEntries().ShouldHaveSingleItem().Text.ShouldStartWith($"No connection to 127.0.0.1:{endpoint.Port}: ");
    }
}
