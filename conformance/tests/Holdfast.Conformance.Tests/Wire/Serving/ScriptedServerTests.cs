using System.Text;
using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Serving;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Tests.Wire.Serving;

[CancelAfter(20_000)]
public sealed class ScriptedServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_body_is_given_without_its_framing(bool isChunked, CancellationToken token)
    {
        var received = new TaskCompletionSource<(bool Whole, string Body)>();
        await using var server = ScriptedServer.Start(async connection =>
        {
            var request = (await connection.ReceiveRequestAsync())!;
            var body = new StringBuilder();
            var whole = await connection.ReceiveBodyAsync(request, piece => body.Append(Encoding.ASCII.GetString(piece.Span)));
            received.SetResult((whole, body.ToString()));
            await connection.SendAsync(new ServedAnswer(204), request.Method);
        });
        var put = new WireRequest("PUT", "/").With("Host", "x");
        var answer =
            await AskAsync(server, isChunked ? put.WithChunkedBody("hello"u8.ToArray(), 2) : put.WithBody("hello"u8.ToArray()), token);
        answer.Status.ShouldBe(204);
        (await received.Task.WaitAsync(token)).ShouldBe((true, "hello"));
    }

    [Test]
    public async Task A_body_that_breaks_off_is_not_whole(CancellationToken token)
    {
        var received = new TaskCompletionSource<bool>();
        await using var server = ScriptedServer.Start(async connection =>
            received.SetResult(await connection.ReceiveBodyAsync((await connection.ReceiveRequestAsync())!, _ => { })));
        var (connection, _) =
            await WireDialer.DialAsync(server.Endpoint, Patience, new Transcript(new CaseClock(TimeProvider.System), []), token);
        await using (connection.ShouldNotBeNull())
        {
            await connection.SendAsync("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe"u8.ToArray(), "head", token);
        }

        (await received.Task.WaitAsync(token)).ShouldBeFalse();
    }

    [Test]
    public async Task The_transcript_has_the_traffic_of_both_sides(CancellationToken token)
    {
        var transcript = new Transcript(new CaseClock(TimeProvider.System), []);
        var numbers = new List<int>();
        await using (var server = ScriptedServer.Start(new ScriptedServerOptions
        {
            Script = AnswerAsync, Transcript = transcript, Accepted = numbers.Add,
        }))
        {
            (await AskAsync(
                server, new WireRequest("POST", "/files/").With("Host", "x").WithBody("abc"u8.ToArray()), token)).Status.ShouldBe(201);
        }

        numbers.ShouldBe([1]);
        var entries =
            transcript.ToEntries().Select(entry => (entry.Connection, entry.Direction, entry.Kind, entry.Text.Split("\r\n")[0])).ToList();
        entries[0].Item4.ShouldStartWith("Accepted a connection from port ");
        entries[1..4].ShouldBe(
        [
            (1, WireDirection.Received, "head", "POST /files/ HTTP/1.1"),
            (1, WireDirection.Received, "body", "abc"),
            (1, WireDirection.Sent, "head", "HTTP/1.1 201 "),
        ]);
    }

    [Test]
    public async Task A_head_that_never_ends_is_read_no_further(CancellationToken token)
    {
        var thrown = new TaskCompletionSource<string>();
        await using var server = ScriptedServer.Start(async connection =>
        {
            try
            {
                await connection.ReceiveRequestAsync();
            }
            catch (BeyondLimitException exception)
            {
                thrown.SetResult(exception.Message);
            }
        });
        var (connection, _) =
            await WireDialer.DialAsync(server.Endpoint, Patience, new Transcript(new CaseClock(TimeProvider.System), []), token);
        await using var open = connection.ShouldNotBeNull();
        await open.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\na: " + new string('x', 300_000)), "head", token);
        (await thrown.Task.WaitAsync(token)).ShouldBe("a request head of more than 262144 bytes");
    }

    [Test]
    public async Task An_error_in_a_script_is_thrown_when_the_server_ends(CancellationToken token)
    {
        var server = ScriptedServer.Start(_ => throw new InvalidOperationException("wrong"));
        (await AskAsync(server, new WireRequest("GET", "/").With("Host", "x"), token,
            TimeSpan.FromMilliseconds(100))).Response.ShouldBeNull();
        (await Should.ThrowAsync<InvalidOperationException>(async () => await server.DisposeAsync())).Message.ShouldBe("wrong");
    }

    [TestCase("PATCH", 204, "", "HTTP/1.1 204 \r\nA: b\r\n\r\n")]
    [TestCase("GET", 200, "abc", "HTTP/1.1 200 \r\nA: b\r\nContent-Length: 3\r\n\r\n")]
    [TestCase("HEAD", 200, "", "HTTP/1.1 200 \r\nA: b\r\n\r\n")]
    [TestCase("POST", 103, "", "HTTP/1.1 103 \r\nA: b\r\n\r\n")]
    public void An_answer_is_written_as_it_is_with_the_length_of_its_body(string method, int status, string body, string head) =>
        Encoding.ASCII.GetString(new ServedAnswer(status) { Body = Encoding.ASCII.GetBytes(body) }.With("A", "b").Head(method))
            .ShouldBe(head);

    private static async Task AnswerAsync(ScriptedConnection connection)
    {
        var request = (await connection.ReceiveRequestAsync())!;
        await connection.ReceiveBodyAsync(request, _ => { });
        await connection.SendAsync(new ServedAnswer(201).With("Location", "/files/1"), request.Method);
    }

    private static async Task<Exchange> AskAsync(
        ScriptedServer server, WireRequest request, CancellationToken token, TimeSpan? patience = null)
    {
        var (connection, failure) =
            await WireDialer.DialAsync(server.Endpoint, Patience, new Transcript(new CaseClock(TimeProvider.System), []), token);
        await using var open = connection.ShouldNotBeNull(failure);
        return await open.ExchangeAsync(request, patience ?? Patience, token);
    }
}
