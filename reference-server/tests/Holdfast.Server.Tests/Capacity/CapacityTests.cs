using System.IO.Pipelines;
using System.Net.Sockets;
using Holdfast.Server.Capacity;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>The refusals of a server that has no room, and its recovery when other connections have closed.</summary>
public sealed class CapacityTests
{
    private static readonly string Create = Request("POST", "/files/", "Upload-Length: 5\r\n");

    [Test]
    [CancelAfter(20_000)]
    public async Task A_connection_beyond_the_limit_is_answered_with_503_and_the_next_is_served_once_another_has_closed(
        CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { Capacity = new() { MaxConnections = 1 } });
        using (var first = await site.ConnectAsync(cancellationToken))
        {
            await first.SendAsync(Create, cancellationToken);
            (await first.ReadAsync(cancellationToken)).Status.ShouldBe(201);

            using var second = await site.ConnectAsync(cancellationToken);
            await second.SendAsync(Create, cancellationToken);
            var refusal = await second.ReadAsync(cancellationToken);
            refusal.Status.ShouldBe(503);
            refusal["Retry-After"].ShouldBe("1");
            refusal["Connection"].ShouldBe("close");
            refusal["Tus-Resumable"].ShouldBe("1.0.0");
            refusal.Body.ShouldStartWith("ERR_SERVER_FULL");
            (await second.ReadToEndAsync(cancellationToken)).ShouldBeEmpty();
        }

        while ((await site.AskAsync(Create, cancellationToken)).Status != 201)
        {
            // The server hears of the end of the first connection after its client.
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_connection_beyond_the_limit_is_refused_on_other_paths_too(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with
        {
            Capacity = new() { MaxConnections = 1 },
            Configure = application =>
                application.Use((context, next) => context.GetEndpoint() is null ? context.Response.WriteAsync("hello") : next(context)),
        });
        const string Elsewhere = "GET /elsewhere HTTP/1.1\r\nHost: example.test\r\n\r\n";
        using var first = await site.ConnectAsync(cancellationToken);
        await first.SendAsync(Elsewhere, cancellationToken);
        (await first.ReadAsync(cancellationToken)).Status.ShouldBe(200);

        var refusal = await site.AskAsync(Elsewhere, cancellationToken);

        refusal.Status.ShouldBe(503);
        refusal["Retry-After"].ShouldBe("1");
    }

    [TestCase(false)]
    [TestCase(true)]
    [CancelAfter(20_000)]
    public async Task A_connection_beyond_the_limit_that_sends_nothing_is_ended_without_a_reset(
        bool http2, CancellationToken cancellationToken)
    {
        var capacity = new CapacityOptions { MaxConnections = 1, RefusalTimeout = TimeSpan.FromMilliseconds(200) };
        await using var site = await StartAsync(server: options => options with { Capacity = capacity, EnableH2c = http2 });
        using var first = await site.ConnectAsync(cancellationToken);
        await first.SendAsync(Create, cancellationToken);
        await first.ReadAsync(cancellationToken);

        using var second = new TcpClient();
        await second.ConnectAsync(site.Url.Host, site.Url.Port, cancellationToken);

        (await second.GetStream().ReadAsync(new byte[1], cancellationToken)).ShouldBe(0);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_request_beyond_the_limit_is_answered_with_503_and_its_connection_stays(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { Capacity = new() { MaxRequests = 1 } });
        var path = await site.CreateAsync(5, cancellationToken);
        using var first = await site.ConnectAsync(cancellationToken);
        await first.SendAsync(Patch(path, 0, 5) + "ab", cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        using var second = await site.ConnectAsync(cancellationToken);
        await second.SendAsync(Create, cancellationToken);
        var refusal = await second.ReadAsync(cancellationToken);
        refusal.Status.ShouldBe(503);
        refusal["Retry-After"].ShouldBe("1");
        await first.SendAsync("cde", cancellationToken);
        (await first.ReadAsync(cancellationToken)).Offset.ShouldBe(5);

        await second.SendAsync(Create, cancellationToken);
        (await second.ReadAsync(cancellationToken)).Status.ShouldBe(201);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_request_of_the_draft_beyond_the_limit_is_told_in_the_drafts_words(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { Capacity = new() { MaxConnections = 1 } });
        using var first = await site.ConnectAsync(cancellationToken);
        await first.SendAsync(Create, cancellationToken);
        await first.ReadAsync(cancellationToken);

        var refusal = await site.AskAsync(
            "POST /files/ HTTP/1.1\r\nHost: a.test\r\nUpload-Draft-Interop-Version: 8\r\nUpload-Complete: ?0\r\nContent-Length: 0\r\n\r\n",
            cancellationToken);

        refusal.Status.ShouldBe(503);
        refusal["Retry-After"].ShouldBe("1");
        refusal["Content-Type"].ShouldBe("application/problem+json");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_log_tells_once_that_the_server_is_full_and_once_that_it_has_room(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(server: options => options with
        {
            Capacity = new() { MaxConnections = 1 }, LoggerFactory = loggers,
        });
        using (var first = await site.ConnectAsync(cancellationToken))
        {
            await first.SendAsync(Create, cancellationToken);
            await first.ReadAsync(cancellationToken);
            for (var more = 0; more < 3; more++)
            {
                (await site.AskAsync(Create, cancellationToken)).Status.ShouldBe(503);
            }
        }

        while (!log.Events.Contains("CapacityRegained"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        log.Events.Where(told => told.StartsWith("Capacity", StringComparison.Ordinal)).ShouldBe(["CapacityReached", "CapacityRegained"]);
    }

    [TestCase(24)]
    [TestCase(23)]
    [CancelAfter(20_000)]
    public async Task A_file_that_finds_no_descriptor_is_a_503_and_no_error_of_the_server(int errno, CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(
            options => options with { Store = new WithoutDescriptors(errno) }, options => options with { LoggerFactory = loggers });

        var refusal = await site.AskAsync(Create, cancellationToken);

        refusal.Status.ShouldBe(503);
        refusal["Retry-After"].ShouldBe("1");
        log.Events.ShouldContain("DescriptorsUsedUp");
        log.Events.ShouldNotContain("InternalServerError");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_limit_is_no_negative_number(CancellationToken cancellationToken) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(
        async () => await StartAsync(server: options => options with
        {
            Capacity = new() { MaxConnections = -1 },
        }).WaitAsync(cancellationToken));

    private sealed class WithoutDescriptors(int errno) : IUploadStore
    {
        public ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope) => throw Failure();

        public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) => throw Failure();

        public ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope) => throw Failure();

        private IOException Failure() => new("Too many open files.", errno);
    }
}
