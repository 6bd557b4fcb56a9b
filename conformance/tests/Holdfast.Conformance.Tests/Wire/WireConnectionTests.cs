using Holdfast.Conformance.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Conformance.Tests.Wire;

/// <summary>The sent requests, byte for byte.</summary>
[CancelAfter(20_000)]
public sealed class WireConnectionTests
{
    private const string NoContent = "HTTP/1.1 204 No Content\r\n\r\n";

    [Test]
    public async Task A_request_goes_out_as_written_and_nothing_is_added(CancellationToken token)
    {
        await using var connected = await Connected.ToAsync(
            async peer =>
            {
                await peer.ReceiveUntilAsync("hello");
                await peer.SendAsync(NoContent);
                await peer.DrainAsync();
            },
            token);
        var request =
            new WireRequest("PATCH", "/files/a%2Fb?x=%zz").With("Host", "x").With("Upload-Offset", "0").With("upload-offset", " 5")
            .With("X-Bytes", "\u00ff\u0080").WithBody("hello"u8.ToArray());
        (await connected.Connection.ExchangeAsync(request, Connected.Patience, token)).Status.ShouldBe(204);
        await connected.Connection.DisposeAsync();
        (await connected.Peer.Ended.WaitAsync(token)).ShouldBe("FIN");
        connected.Peer.Received.ShouldBe(
            "PATCH /files/a%2Fb?x=%zz HTTP/1.1\r\nHost: x\r\nUpload-Offset: 0\r\nupload-offset:  5\r\nX-Bytes: \u00ff\u0080\r\n"
            + "Content-Length: 5\r\n\r\nhello");
    }

    [Test]
    public async Task A_chunked_body_goes_out_in_chunks_of_the_size_given(CancellationToken token)
    {
        await using var connected = await Connected.ToAsync(
            async peer =>
            {
                await peer.ReceiveUntilAsync("0\r\n\r\n");
                await peer.SendAsync(NoContent);
            },
            token);
        var request =
            new WireRequest("PATCH", "/").WithBody(default).WithChunkedBody("abcdefghijklmnopqrstuvwxyz"u8.ToArray(), chunkSize: 11);
        (await connected.Connection.ExchangeAsync(request, Connected.Patience, token)).Status.ShouldBe(204);
        connected.Peer.Received.ShouldBe(
            "PATCH / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nabcdefghijk\r\nb\r\nlmnopqrstuv\r\n4\r\nwxyz\r\n0\r\n\r\n");
    }

    [Test]
    public async Task A_paced_body_rests_between_its_writes(CancellationToken token)
    {
        var time = new FakeTimeProvider();
        await using var connected = await Connected.ToAsync(peer => peer.ReceiveUntilAsync("never"), token, time);
        var request = new WireRequest("PATCH", "/").WithBody("abcde"u8.ToArray()).Paced(2, TimeSpan.FromSeconds(3));
        await connected.Connection.SendHeadAsync(request, token);
        var sending = connected.Connection.SendBodyAsync(request, token);
        await connected.Peer.SeenAsync("\r\n\r\nab", token);
        time.Advance(TimeSpan.FromSeconds(2.9));
        sending.IsCompleted.ShouldBeFalse();
        connected.Transcript.ToEntries().Count(entry => entry.Kind == "body").ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await connected.Peer.SeenAsync("abcd", token);
        while (!sending.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }

        await connected.Peer.SeenAsync("abcde", token);
        connected.Transcript.ToEntries().Where(entry => entry.Kind == "body").Select(entry => entry.Text).ShouldBe(["ab", "cd", "e"]);
    }

    [Test]
    public async Task An_early_answer_ends_the_sending_of_a_large_body(CancellationToken token)
    {
        // 64 MiB are more than any socket buffer: without an early end this would go on until the test is over.
        await using var connected = await Connected.ToAnswerAsync("HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n", token);
        var request = new WireRequest("PATCH", "/").WithBody(new byte[64 * 1024 * 1024]);
        var exchange = await connected.Connection.ExchangeAsync(request, Connected.Patience, token);
        exchange.Status.ShouldBe(409);
        token.IsCancellationRequested.ShouldBeFalse("the answer ended the sending, not the end of the test");
        connected.Transcript.ToEntries().ShouldContain(entry => entry.Text.StartsWith("Stopped sending", StringComparison.Ordinal));
    }

    [Test]
    public async Task Interim_answers_come_with_the_final_one_in_order(CancellationToken token)
    {
        await using var connected = await Connected.ToAnswerAsync(
            "HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /u\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + NoContent, token);
        var exchange = await connected.GetAsync(token);
        exchange.Interim.Select(response => response.Status).ShouldBe([104, 100]);
        (exchange.Status, exchange.End, exchange.IsSuccess, exchange.Outcome).ShouldBe((204, WireEnd.Open, true, "204 No Content"));
    }

    [Test]
    public async Task An_interim_answer_can_be_awaited_before_the_body_goes_out(CancellationToken token)
    {
        await using var connected = await Connected.ToAsync(
            async peer =>
            {
                await peer.ReceiveHeadAsync();
                await peer.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
                await peer.ReceiveAsync("hello".Length);
                await peer.SendAsync(NoContent);
            },
            token);
        var request = new WireRequest("PATCH", "/").With("Expect", "100-continue").WithBody("hello"u8.ToArray());
        await connected.Connection.SendHeadAsync(request, token);
        (await connected.Connection.ReadInterimAsync(Connected.Patience, token)).ShouldNotBeNull().Status.ShouldBe(100);
        await connected.Connection.SendBodyAsync(request, token);
        (await connected.Connection.ReadAsync("PATCH", Connected.Patience, token)).Status.ShouldBe(204);
    }

    [Test]
    public async Task A_final_answer_in_place_of_an_interim_one_is_not_lost(CancellationToken token)
    {
        await using var connected = await Connected.ToAnswerAsync("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n", token);
        await connected.Connection.SendHeadAsync(new WireRequest("PATCH", "/").With("Expect", "100-continue"), token);
        (await connected.Connection.ReadInterimAsync(Connected.Patience, token)).ShouldBeNull();
        (await connected.Connection.ReadAsync("PATCH", Connected.Patience, token)).Status.ShouldBe(417);
    }

    [Test]
    public async Task Two_answers_on_one_connection_belong_to_their_requests(CancellationToken token)
    {
        await using var connected = await Connected.ToAsync(
            async peer =>
            {
                await peer.ReceiveHeadAsync();
                await peer.SendAsync("HTTP/1.1 200 First\r\nContent-Length: 9\r\n\r\n");
                await peer.ReceiveHeadAsync();
                await peer.SendAsync("HTTP/1.1 200 Second\r\nContent-Length: 1\r\n\r\nx");
            },
            token);
        (await connected.GetAsync(token, "HEAD")).Response.ShouldNotBeNull().Reason.ShouldBe("First");
        (await connected.GetAsync(token)).Response.ShouldNotBeNull().Reason.ShouldBe("Second");
    }
}
