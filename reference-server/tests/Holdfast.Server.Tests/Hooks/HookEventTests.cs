using System.Collections.Concurrent;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Which hooks are called when, in which order, and what their responses do.</summary>
[CancelAfter(30_000)]
public sealed class HookEventTests
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly ConcurrentQueue<HookRequest> _calls = [];

    [Test]
    public async Task Every_hook_is_called_at_its_step([Values] bool isDraft, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(options, _ => HookResponse.None, HookTypes.OfTusd));
        var draft = new Draft(9);

        var path = isDraft
            ? await draft.CreateAsync(site, "hello", cancellationToken)
            : await site.CreateAsync(10, cancellationToken);
        if (isDraft)
        {
            await draft.AppendAsync(site, path, 5, isComplete: true, "world", cancellationToken);
            await Draft.AskAsync(site, draft.Request("DELETE", path), cancellationToken);
        }
        else
        {
            await site.PatchAsync(path, 0, "hello", cancellationToken);
            await site.PatchAsync(path, 5, "world", cancellationToken);
            await site.AskAsync(Request("DELETE", path), cancellationToken);
        }

        await CallsAsync(8, cancellationToken);
        _calls.Where(call => IsBlocking(call.Type)).Select(Line).ShouldBe(["PreCreate 0", "PreFinish 10", "PreTerminate 10"]);
        _calls.Where(call => !IsBlocking(call.Type)).Select(Line)
            .ShouldBe(["PostCreate 0", "PostReceive 5", "PostReceive 10", "PostFinish 10", "PostTerminate 10"]);
    }

    [Test]
    public async Task Events_of_one_upload_come_in_order_and_never_two_at_once(CancellationToken cancellationToken)
    {
        var running = new ConcurrentDictionary<string, int>();
        var most = 0;
        await using var site = await StartAsync(options => options.WithHooks(new HookOptions
        {
            EnabledEvents = new HashSet<HookType> { HookType.PostCreate, HookType.PostReceive, HookType.PostFinish },
            ProgressInterval = Never,
            Providers =
            [
                new DelegateHooks(async (call, _) =>
                {
                    most = Math.Max(most, running.AddOrUpdate(call.Event.Upload.Id, 1, (_, count) => count + 1));
                    await Task.Yield();
                    running.AddOrUpdate(call.Event.Upload.Id, 0, (_, count) => count - 1);
                    _calls.Enqueue(call);
                    return HookResponse.None;
                }),
            ],
        }));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            var path = await site.CreateAsync(20, cancellationToken);
            for (var offset = 0; offset < 20; offset++)
            {
                (await site.PatchAsync(path, offset, "x", cancellationToken)).Status.ShouldBe(204);
            }
        }));

        await CallsAsync(5 * 22, cancellationToken);
        most.ShouldBe(1);
        foreach (var upload in _calls.GroupBy(call => call.Event.Upload.Id))
        {
            upload.Select(Line).ShouldBe(
                ["PostCreate 0", .. Enumerable.Range(1, 20).Select(offset => $"PostReceive {offset}"), "PostFinish 20"]);
        }
    }

    [Test]
    public async Task A_hook_that_no_request_waits_for_outlives_its_request(CancellationToken cancellationToken)
    {
        var answered = new TaskCompletionSource();
        var isCut = true;
        await using var site = await StartAsync(options => options.WithHooks(new HookOptions
        {
            EnabledEvents = new HashSet<HookType> { HookType.PostFinish },
            Providers =
            [
                new DelegateHooks(async (call, token) =>
                {
                    await answered.Task;
                    isCut = token.IsCancellationRequested;
                    _calls.Enqueue(call);
                    return HookResponse.None;
                }),
            ],
        }) with { RequestCompletionTimeout = TimeSpan.FromMilliseconds(1) });

        await site.CreateAsync(0, cancellationToken);
        answered.SetResult();

        await CallsAsync(1, cancellationToken);
        isCut.ShouldBeFalse();
    }

    [Test]
    public async Task A_running_upload_is_stopped_and_removed([Values] bool isDraft, CancellationToken cancellationToken)
    {
        var draft = new Draft(9);
        await using var site = await StartAsync(options => Hooked(
            options,
            call => call.Type == HookType.PostReceive
                ? new HookResponse
                {
                    StopUpload = true,
                    HttpResponse = new HookHttpResponse { StatusCode = 451, Body = "enough", Header = Field("X-Why", "so") },
                }
                : HookResponse.None,
            HookTypes.OfTusd,
            TimeSpan.FromMilliseconds(20)));
        var path = isDraft
            ? await draft.CreateAsync(site, "", cancellationToken)
            : await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(
            isDraft ? draft.AppendHead(path, 0, isComplete: false, "Content-Length: 100\r\n") : Patch(path, 0, 100), cancellationToken);
        await connection.SendAsync("hello", cancellationToken);
        var response = await Draft.FinalAsync(connection, cancellationToken);

        (response.Status, response.Body, response["X-Why"]).ShouldBe((451, "enough", "so"));
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(404);
        site.Files().ShouldBeEmpty();
        await CallsAsync(HookType.PostTerminate, cancellationToken);
        _calls.ShouldNotContain(call => call.Type == HookType.PreTerminate);
        _calls.First(call => call.Type == HookType.PostReceive).Event.Upload.Offset.ShouldBe(5);
    }

    [Test]
    public async Task A_stop_without_an_answer_is_told_in_tusds_words(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(
            options, _ => new HookResponse { StopUpload = true }, HookTypes.OfTusd, TimeSpan.FromMilliseconds(20)));
        var path = await site.CreateAsync(100, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, 100) + "hello", cancellationToken);
        var response = await connection.ReadAsync(cancellationToken);

        (response.Status, response["Upload-Offset"]).ShouldBe((400, null));
        response.Body.ShouldStartWith("ERR_UPLOAD_STOPPED: ");
    }

    [Test]
    public async Task Progress_is_told_while_a_body_arrives_and_once_at_its_end(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => Hooked(
            options, _ => HookResponse.None, new HashSet<HookType> { HookType.PostReceive }, TimeSpan.FromMilliseconds(10)));
        var path = await site.CreateAsync(6, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, 6) + "abc", cancellationToken);
        await CallsAsync(1, cancellationToken);
        await connection.SendAsync("def", cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(204);

        await OffsetAsync(6, cancellationToken);
        _calls.First().Event.Upload.Offset.ShouldBe(3);
    }

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
        _calls.Last().Event.Upload.MetaData["owner"].ShouldBe("me");
        (await site.AskAsync(Request("HEAD", "/files/unknown", Owner), cancellationToken)).Status.ShouldBe(404);
        _calls.Last().Event.Upload.Id.ShouldBe("unknown");
    }

    [Test]
    public async Task Several_providers_are_asked_in_order_and_see_what_the_ones_before_them_changed(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options.WithHooks(new HookOptions
        {
            Providers =
            [
                Provider(call => call.Type == HookType.PreCreate
                    ? new HookResponse
                    {
                        ChangeFileInfo = new HookChanges { Id = "first", MetaData = Field("a", "1") },
                        HttpResponse = new HookHttpResponse { Header = Field("X-A", "1"), StatusCode = 202 },
                    }
                    : throw new HookException("A failure keeps nobody else from a call.")),
                Provider(call => call.Type == HookType.PreCreate
                    ? new HookResponse
                    {
                        ChangeFileInfo = new HookChanges { Id = call.Event.Upload.Id + "-" + call.Event.Upload.MetaData["a"] },
                        HttpResponse = new HookHttpResponse { Header = Field("X-B", "2") },
                    }
                    : HookResponse.None),
            ],
        }));

        var created = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        (created.Status, created["X-A"], created["X-B"]).ShouldBe((202, "1", "2"));
        created["Location"].ShouldNotBeNull().ShouldEndWith("/files/first-1");
        await CallsAsync(4, cancellationToken);
    }

    [Test]
    public async Task The_first_rejection_ends_the_row(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options.WithHooks(new HookOptions
        {
            Providers = [Provider(_ => new HookResponse { RejectUpload = true }), Provider(_ => HookResponse.None)],
        }));

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(400);

        _calls.Count.ShouldBe(1);
    }

    [Test]
    public async Task Only_enabled_events_are_called(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            options => Hooked(options, _ => HookResponse.None, new HashSet<HookType> { HookType.PostFinish }));

        await site.CreateAsync(0, cancellationToken);

        await CallsAsync(1, cancellationToken);
        _calls.Single().Type.ShouldBe(HookType.PostFinish);
    }

    private static bool IsBlocking(HookType type) => type is HookType.PreCreate or HookType.PreFinish or HookType.PreTerminate;

    private static Dictionary<string, string?> Field(string name, string value) => new() { [name] = value };

    private static string Line(HookRequest call) => $"{call.Type} {call.Event.Upload.Offset}";

    private DelegateHooks Provider(Func<HookRequest, HookResponse> respond) => new((call, _) =>
    {
        _calls.Enqueue(call);
        return new(respond(call));
    });

    private UploadOptions Hooked(
        UploadOptions options, Func<HookRequest, HookResponse> respond, IReadOnlySet<HookType> events, TimeSpan? interval = null) =>
        options.WithHooks(
            new HookOptions { Providers = [Provider(respond)], EnabledEvents = events, ProgressInterval = interval ?? Never });

    private Task CallsAsync(int count, CancellationToken cancellationToken) =>
        UntilAsync(() => _calls.Count >= count, cancellationToken);

    private Task CallsAsync(HookType type, CancellationToken cancellationToken) =>
        UntilAsync(() => _calls.Any(call => call.Type == type), cancellationToken);

    private Task OffsetAsync(long offset, CancellationToken cancellationToken) =>
        UntilAsync(() => _calls.Any(call => call.Event.Upload.Offset == offset), cancellationToken);

    private static async Task UntilAsync(Func<bool> isThere, CancellationToken cancellationToken)
    {
        while (!isThere())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
