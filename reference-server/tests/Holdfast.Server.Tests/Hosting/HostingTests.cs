using System.IO.Pipelines;
using System.Net;
using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class HostingTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task One_call_mounts_uploads_in_a_foreign_application(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using (var application = builder.Build())
        {
            application.MapGet("/", () => "somebody else's");
            application.MapUploads("/media/in", new UploadOptions { Store = new FileUploadStore(directory.FullName) });
            await application.StartAsync(cancellationToken);
            var url = new Uri(application.Urls.Single());

            // More than the 30 MB that Kestrel takes by default.
            const int Length = 40_000_000;
            using var connection = await WireConnection.OpenAsync(url, cancellationToken);
            await connection.SendAsync(Request("POST", "/media/in/", $"Upload-Length: {Length}\r\n"), cancellationToken);
            var path = new Uri((await connection.ReadAsync(cancellationToken))["Location"].ShouldNotBeNull()).AbsolutePath;
            path.ShouldStartWith("/media/in/");
            await connection.SendAsync(Patch(path, 0, Length) + new string('x', Length), cancellationToken);
            (await connection.ReadAsync(cancellationToken)).Offset.ShouldBe(Length);
            await connection.SendAsync(Request("GET", "/"), cancellationToken);
            (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(200);
        }

        directory.Delete(recursive: true);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_new_server_on_the_same_directory_goes_on(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(10, cancellationToken, "Upload-Metadata: a YQ==,b\r\n");
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        await site.RestartAsync();

        var head = await site.HeadAsync(path, cancellationToken);
        head.Offset.ShouldBe(5);
        head["Upload-Metadata"].ShouldBe("a YQ==,b");
        (await site.PatchAsync(path, 5, "world", cancellationToken)).Offset.ShouldBe(10);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_port_in_use_is_told_in_one_sentence(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var exception =
            await Should.ThrowAsync<UploadServerException>(() => StartAsync(server: options => options with { Port = site.Url.Port }));

        exception.Message.ShouldStartWith($"Can't listen on '127.0.0.1' port '{site.Url.Port}': ");
    }

    [TestCase("/")]
    [TestCase("/a/b")]
    [TestCase("c/")]
    [CancelAfter(20_000)]
    public async Task The_base_path_is_free_to_choose(string basePath, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with { BasePath = basePath });

        var response = await site.AskAsync(Request("POST", site.Url.AbsolutePath, "Upload-Length: 0\r\n"), cancellationToken);

        site.Url.AbsolutePath.ShouldBe($"/{basePath.Trim('/')}/".Replace("//", "/", StringComparison.Ordinal));
        new Uri(response["Location"].ShouldNotBeNull()).AbsolutePath.ShouldStartWith(site.Url.AbsolutePath);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Middleware_can_stand_in_front_of_the_uploads(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with
        {
            Configure = application => application.Use((context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.StatusCode = StatusCodes.Status418ImATeapot;
                    return Task.CompletedTask;
                });
                return next(context);
            }),
        });

        (await site.AskAsync(Request("OPTIONS", "/files/"), cancellationToken)).Status.ShouldBe(418);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_store_that_fails_is_a_500_that_tells_no_internals(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Store = new FailingStore() });

        var response = await site.AskAsync(Patch("/files/x", 0, 5) + "hello", cancellationToken);

        response.Status.ShouldBe(500);
        response.Body.ShouldStartWith("ERR_INTERNAL_SERVER_ERROR: ");
        response.Body.ShouldNotContain("secret");
        (await site.HeadAsync("/files/x", cancellationToken)).Status.ShouldBe(200, "The lock must be free again.");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Events_are_logged_under_the_names_of_tusd(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using var site = await StartAsync(server: options => options with { LoggerFactory = loggers });
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);
        await site.AskAsync(Request("DELETE", path), cancellationToken);

        await site.Server.StopAsync();

        log.Events.Distinct().ShouldBe(
            ["RequestIncoming", "UploadCreated", "ResponseOutgoing", "ChunkWriteStart", "ChunkWriteComplete", "UploadFinished",
                "UploadTerminated"],
            ignoreOrder: true);
    }

    [TestCase("X-Request-ID: 7f0c\r\n", "7f0c")]
    [TestCase("X-Request-ID: 0123456789012345678901234567890123456789\r\n", "012345678901234567890123456789012345")]
    [TestCase("X-Request-ID:\r\n", null)]
    [TestCase("", null)]
    [CancelAfter(20_000)]
    public async Task Every_event_of_a_request_has_its_method_path_and_id(string header, string? id, CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using var site = await StartAsync(server: options => options with { LoggerFactory = loggers });

        await site.CreateAsync(5, cancellationToken, $"{header}Content-Length: 0\r\n");
        var path = "/files/" + site.Files().First(name => !name.EndsWith(".info", StringComparison.Ordinal));
        await site.AskAsync(Request("POST", path, $"{header}X-HTTP-Method-Override: PATCH\r\nUpload-Offset: 0\r\nContent-Type: "
            + "application/offset+octet-stream\r\nContent-Length: 5\r\n") + "hello", cancellationToken);
        await site.Server.StopAsync();

        var creation =
            log.Scoped.Where(entry => entry.Scope.StartsWith("method=POST path=/files/ requestId=", StringComparison.Ordinal)).ToList();
        var append =
            log.Scoped.Where(entry => entry.Scope.StartsWith($"method=PATCH path={path} requestId=", StringComparison.Ordinal)).ToList();
        creation.Select(entry => entry.Event).ShouldBe(["RequestIncoming", "UploadCreated", "ResponseOutgoing"]);
        append.Select(entry => entry.Event)
            .ShouldBe(["RequestIncoming", "ChunkWriteStart", "ChunkWriteComplete", "UploadFinished", "ResponseOutgoing"]);
        (creation.Count + append.Count).ShouldBe(log.Scoped.Count);
        creation.Concat(append).ShouldAllBe(entry => id == null ? !entry.Scope.EndsWith('=') : entry.Scope.EndsWith($"requestId={id}"));
    }

    // With FIN and with RST, before and after the first byte of the content, in every shape of the body.
    [Test]
    [CancelAfter(60_000)]
    public async Task A_client_that_leaves_is_no_error(
        [Values] bool reset, [Values(0, 5)] int arrived, [Values] bool chunked, CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using var site = await StartAsync(server: options => options with { LoggerFactory = loggers });
        var framing = chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 1000\r\n";
        var content = arrived == 0 ? "" : chunked ? "5\r\nhello\r\n" : "hello";
        var draft = new Draft(8);
        var path = await site.CreateAsync(1000, cancellationToken);
        string[] heads =
        [
            draft.Request("POST", "/files/", draft.Complete(isComplete: false) + framing),
            draft.Request("POST", "/files/", draft.Complete(isComplete: true) + framing),
            Request("POST", "/files/", $"Upload-Length: 1000\r\nContent-Type: application/offset+octet-stream\r\n{framing}"),
            Patch(path, 0, framing.TrimEnd('\r', '\n')),
        ];

        foreach (var head in heads)
        {
            using var connection = await site.ConnectAsync(cancellationToken);
            await connection.SendAsync(head + content, cancellationToken);
            await site.Store.AppendBegunAsync(cancellationToken);
            (reset ? (Action)connection.Reset : connection.Close)();
            await site.Store.AppendEndedAsync(cancellationToken);
        }

        await site.Server.StopAsync();
        log.Errors.ShouldBeEmpty();
    }

    private sealed class FailingStore : IUploadStore
    {
        public ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope) => ValueTask.FromResult<UploadInfo?>(wanted);

        public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
            ValueTask.FromResult<UploadInfo?>(new UploadInfo { Id = id, Length = 5 });

        public async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
        {
            await body.ReadAsync(scope.Completion);
            throw new IOException("The secret disk is full.");
        }
    }
}
