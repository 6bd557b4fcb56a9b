using Holdfast.Server.Hooks;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Hooks that a request waits for, and what their responses do.</summary>
[CancelAfter(30_000)]
public sealed class BlockingHookTests : HookFixture
{
    [Test]
    public async Task The_answer_of_pre_finish_wins_over_the_servers(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(
            options,
            call => call.Type == HookType.PreFinish
                ? new HookResponse
                {
                    HttpResponse = new HookHttpResponse { StatusCode = 200, Body = "stored", Header = Field("Upload-Offset", "7") },
                }
                : HookResponse.None,
            HookTypes.OfTusd));
        var path = await site.CreateAsync(5, cancellationToken);

        var response = await site.PatchAsync(path, 0, "hello", cancellationToken);

        (response.Status, response.Body, response.Offset).ShouldBe((200, "stored", 7));
    }

    [Test]
    public async Task A_failed_pre_finish_is_500_and_keeps_the_upload(CancellationToken cancellationToken)
    {
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(
            options => Hooked(
                options, call => call.Type == HookType.PreFinish ? throw new HookException("no luck") : HookResponse.None,
                HookTypes.OfTusd),
            server => server with { LoggerFactory = loggers });
        var path = await site.CreateAsync(5, cancellationToken);

        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(500);

        site.Stored(path).ShouldBe("hello");
        log.Errors.ShouldContain(error => error.Contains("no luck", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_removal_that_is_rejected_keeps_the_upload(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(
            options,
            call => new HookResponse
            {
                RejectTermination = true,
                HttpResponse = call.Type == HookType.PreTerminate ? new HookHttpResponse { StatusCode = 409, Body = "locked" } : null,
            },
            HookTypes.OfTusd));
        var path = await site.CreateAsync(5, cancellationToken);

        var response = await site.AskAsync(Request("DELETE", path), cancellationToken);

        (response.Status, response.Body).ShouldBe((409, "locked"));
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(200);
    }

    [Test]
    public async Task Pre_access_is_asked_before_every_request_and_sees_the_upload(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(
            options,
            call => new HookResponse
            {
                RejectAccess = call.Type == HookType.PreAccess && call.Event.HttpRequest.ValuesOf("authorization") is not ["me"],
            },
            new HashSet<HookType> { HookType.PreAccess }));
        const string Owner = "Authorization: me\r\n";
        var path = await site.CreateAsync(5, cancellationToken, $"{Owner}Upload-Metadata: owner bWU=\r\n");
        var draft = new Draft(9);

        foreach (var method in new[] { "HEAD", "GET", "DELETE" })
        {
            (await site.AskAsync(Request(method, path), cancellationToken)).Status.ShouldBe(403, method);
            (await Draft.AskAsync(site, draft.Request(method, path), cancellationToken)).Status.ShouldBe(403, method);
        }

        var patch = await site.PatchAsync(path, 0, "hello", cancellationToken);
        (patch.Status, patch["Upload-Offset"]).ShouldBe((403, null));
        patch.Body.ShouldStartWith("ERR_ACCESS_REJECTED: ");
        (await draft.AppendAsync(site, path, 0, isComplete: true, "hello", cancellationToken)).Status.ShouldBe(403);
        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(403);
        (await site.AskAsync(Request("OPTIONS", "/files/"), cancellationToken)).Status.ShouldBe(200);
        (await site.AskAsync(Request("HEAD", path, Owner), cancellationToken)).Offset.ShouldBe(0);
        Calls.Last().Event.Upload.MetaData["owner"].ShouldBe("me");
        (await site.AskAsync(Request("HEAD", "/files/unknown", Owner), cancellationToken)).Status.ShouldBe(404);
        Calls.Last().Event.Upload.Id.ShouldBe("unknown");
    }
}
