using Holdfast.Server.Interim;
using Microsoft.AspNetCore.Http;
using static Holdfast.Server.Tests.InterimSite;

namespace Holdfast.Server.Tests;

[TestFixture(true)]
[TestFixture(false)]
public sealed class Http1InterimTests(bool inline)
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Announcement_comes_before_the_body_and_progress_before_the_final_response(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(UploadAsync, inline);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);
        for (var request = 0; request < 3; request++)
        {
            await connection.SendAsync("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n", cancellationToken);
            var announcement = await connection.ReadAsync(cancellationToken);
            announcement.Status.ShouldBe(104);
            announcement["Location"].ShouldBe("/a");
            await connection.SendAsync("abc", cancellationToken);
            (await connection.ReadAsync(cancellationToken)).Offset.ShouldBe(3);
            await connection.SendAsync("def", cancellationToken);
            (await connection.ReadAsync(cancellationToken)).Offset.ShouldBe(6);
            var final = await connection.ReadAsync(cancellationToken);
            (final.Status, final.Body).ShouldBe((201, "6 bytes"));
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_wire_shows_a_status_line_with_the_drafts_phrase(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(UploadAsync, inline);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);
        await connection.SendAsync("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", cancellationToken);

        var wire = await connection.ReadToEndAsync(cancellationToken);

        wire.ShouldStartWith("HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /a\r\n\r\nHTTP/1.1 201 Created\r\n");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Pipelined_requests_get_theirs_before_their_own_response_only(CancellationToken cancellationToken)
    {
        // Together more than both sockets take unread, one by one less than the buffers behind them: when the sockets are full, several
        // responses and interim responses wait side by side.
        const int Requests = 4000;
        var isFull = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await StartAsync(
            async context =>
            {
                if (!context.GetInterimResponses()!.TrySend(104, Location(context.Request.Path)))
                {
                    isFull.TrySetResult();
                }

                context.Response.ContentLength = 3000;
                await context.Response.WriteAsync(context.Request.Path.Value!.PadRight(3000));
            },
            inline);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);
        await connection.SendAsync(
            string.Concat(Enumerable.Range(0, Requests).Select(index => $"GET /{index} HTTP/1.1\r\nHost: a\r\n\r\n")), cancellationToken);
        await isFull.Task.WaitAsync(cancellationToken);

        var interims = 0;
        for (var index = 0; index < Requests; index++)
        {
            var response = await connection.ReadAsync(cancellationToken);
            if (response.Status == 104)
            {
                response["Location"].ShouldBe($"/{index}");
                response = await connection.ReadAsync(cancellationToken);
                interims++;
            }

            (response.Status, response.Body.TrimEnd()).ShouldBe((200, $"/{index}"));
        }

        interims.ShouldBeInRange(1, Requests - 1);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Nothing_is_sent_once_the_response_has_begun(CancellationToken cancellationToken)
    {
        var sent = new List<bool>();
        await using var site = await StartAsync(
            async context =>
            {
                var interims = context.GetInterimResponses()!;
                await context.Response.StartAsync();
                sent.Add(interims.TrySend(104, Location("/a")));
                await context.Response.WriteAsync("final");
                sent.Add(interims.TrySend(104, Location("/a")));
            },
            inline);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", cancellationToken);

        var wire = await connection.ReadToEndAsync(cancellationToken);

        wire.ShouldStartWith("HTTP/1.1 200 OK\r\n");
        wire.ShouldNotContain("104");
        sent.ShouldBe([false, false]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_handle_that_outlives_its_request_sends_nothing_into_the_next(
        [Values] bool fails, CancellationToken cancellationToken)
    {
        IInterimResponses? first = null;
        var late = new List<bool>();
        await using var site = await StartAsync(
            context =>
            {
                if (first is not null)
                {
                    late.Add(first.TrySend(104, Location("/late")));
                    return Task.CompletedTask;
                }

                first = context.GetInterimResponses();
                return fails ? throw new InvalidOperationException("A defect.") : Task.CompletedTask;
            },
            inline);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(fails ? 500 : 200);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(200);
        late.ShouldBe([false]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Requests_that_want_none_leave_the_place_of_later_ones_right(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            async context =>
            {
                if (context.Request.Path == "/a")
                {
                    context.GetInterimResponses()!.TrySend(104, Location("/a")).ShouldBeTrue();
                }

                context.Response.ContentLength = 10_000;
                await context.Response.WriteAsync(new string('x', 10_000), context.RequestAborted);
            },
            inline);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);
        foreach (var path in (string[])["/none", "/none", "/a", "/none", "/a"])
        {
            await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);
            if (path == "/a")
            {
                (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(104);
            }

            var final = await connection.ReadAsync(cancellationToken);
            (final.Status, final.Body.Length).ShouldBe((200, 10_000));
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Expectations_are_still_answered_with_100(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(UploadAsync, inline);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);
        await connection.SendAsync("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n", cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(104);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(100);
        await connection.SendAsync("abc", cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Offset.ShouldBe(3);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(201);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task HTTP_1_0_gets_none(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            context => context.Response.WriteAsync(context.GetInterimResponses() is null ? "absent" : "there"), inline);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);
        await connection.SendAsync("GET / HTTP/1.0\r\n\r\n", cancellationToken);

        (await connection.ReadToEndAsync(cancellationToken)).ShouldEndWith("\r\n\r\nabsent");
    }

    [Test]
    public void A_request_without_a_transport_gets_none() => new DefaultHttpContext().GetInterimResponses().ShouldBeNull();

    [Test]
    [CancelAfter(20_000)]
    public async Task An_invalid_interim_response_is_refused_and_not_sent(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            context =>
            {
                var interims = context.GetInterimResponses()!;
                context.GetInterimResponses().ShouldBeSameAs(interims);
                foreach (var status in new[] { 99, 100, 101, 200 })
                {
                    Should.Throw<ArgumentOutOfRangeException>(() => interims.TrySend(status, []));
                }

                foreach (var (name, value) in new[] { ("A", "b\r\nC: d"), ("A", "\0"), ("A", "ä"), ("A:", "b"), ("", "b"), ("A b", "c") })
                {
                    Should.Throw<ArgumentException>(() => interims.TrySend(104, [KeyValuePair.Create(name, value)]));
                }

                return Task.CompletedTask;
            },
            inline);
        using var connection = await WireConnection.OpenAsync(site.Http1, cancellationToken);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n", cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(200);
    }

    private static async Task UploadAsync(HttpContext context)
    {
        var interims = context.GetInterimResponses()!;
        interims.TrySend(104, Location(context.Request.Path)).ShouldBeTrue();
        var (buffer, offset) = (new byte[16], 0);
        for (var count = -1; count != 0; offset += count)
        {
            count = await context.Request.Body.ReadAsync(buffer);
            (count == 0 || interims.TrySend(104, Progress(offset + count))).ShouldBeTrue();
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentLength = "6 bytes".Length;
        await context.Response.WriteAsync($"{offset} bytes");
    }
}
