using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Holdfast.Server.Tests.Stores;
using Microsoft.Extensions.Logging;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Events that no request waits for are delivered at least once, in order, whatever ends meanwhile.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(60_000)]
public sealed class DeliveryTests : IDisposable
{
    private static readonly string[] Life = ["post-create 0", "post-receive 5", "post-receive 10", "post-finish 10", "post-terminate 10"];

    // Of bodies that ended while nothing could be delivered, only the last is told.
    private static readonly string[] LateLife = ["post-create 0", "post-receive 10", "post-finish 10", "post-terminate 10"];

    private readonly DeliveryRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Test]
    public async Task Each_event_is_delivered_in_order_with_an_id_of_its_own([Values] bool isDraft, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(_rig.Deliver);

        await LiveAsync(site, isDraft, cancellationToken, async offset => await _rig.TakesAsync(offset == 0 ? 1 : 2, cancellationToken));

        await _rig.TakesAsync(5, cancellationToken);
        _rig.Taken.ShouldBe(Life);
        _rig.Calls.Select(call => (string?)call.Json["EventID"]).ShouldBeUnique();
        await EmptyAsync(site, cancellationToken);
    }

    [Test]
    public async Task Events_wait_while_the_hook_server_is_away([Values] bool isDraft, CancellationToken cancellationToken)
    {
        _rig.IsAway = true;
        using var log = new RecordingLog();
        using var loggers = new LoggerFactory([log]);
        await using var site = await StartAsync(_rig.Deliver, server => server with { LoggerFactory = loggers });

        await LiveAsync(site, isDraft, cancellationToken);
        await DeliveryRig.UntilAsync(() => log.Events.Contains("EventsWait"), cancellationToken);
        _rig.Taken.ShouldBeEmpty();
        log.Events.ShouldContain("EventNotDelivered");
        _rig.IsAway = false;

        await _rig.TakesAsync(4, cancellationToken);
        _rig.Taken.ShouldBe(LateLife);
        await EmptyAsync(site, cancellationToken);
    }

    [Test]
    public async Task Events_outlive_the_server([Values] bool isDraft, CancellationToken cancellationToken)
    {
        _rig.IsAway = true;
        await using var site = await StartAsync(_rig.Deliver);
        await LiveAsync(site, isDraft, cancellationToken);

        await site.RestartAsync(_rig.Deliver);
        _rig.IsAway = false;

        await _rig.TakesAsync(4, cancellationToken);
        _rig.Taken.ShouldBe(LateLife);
        await EmptyAsync(site, cancellationToken);
    }

    [Test]
    public async Task An_event_that_is_delivered_again_has_the_same_id(CancellationToken cancellationToken)
    {
        var refused = 0;
        _rig.Refuses = call => call.Type == "post-finish" && Interlocked.Increment(ref refused) <= 2;
        await using var site = await StartAsync(_rig.Deliver);

        await site.CreateAsync(0, cancellationToken);

        await _rig.TakesAsync(2, cancellationToken);
        var calls = _rig.Server.Calls.Where(call => call.Type == "post-finish").ToList();
        calls.Count.ShouldBe(3);
        calls.Select(call => (string?)call.Json["EventID"]).Distinct().ShouldHaveSingleItem().ShouldNotBeNullOrEmpty();
    }

    [Test]
    public async Task An_event_that_fails_holds_up_those_of_its_upload_and_no_others(CancellationToken cancellationToken)
    {
        var bad = "";
        _rig.Refuses = call => (string?)call.Json["Event"]!["Upload"]!["ID"] == bad;
        await using var site = await StartAsync(_rig.Deliver);
        var path = await site.CreateAsync(5, cancellationToken);
        await _rig.TakesAsync(1, cancellationToken);
        bad = path.Split('/')[^1];
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        await site.CreateAsync(0, cancellationToken);

        await _rig.TakesAsync(3, cancellationToken);
        _rig.Taken.ShouldBe(["post-create 0", "post-create 0", "post-finish 0"]);
        bad = "";
        await _rig.TakesAsync(5, cancellationToken);
        _rig.Taken.TakeLast(2).ShouldBe(["post-receive 5", "post-finish 5"]);
    }

    [Test]
    public async Task Several_servers_on_one_directory_deliver_in_order_and_never_two_at_once(CancellationToken cancellationToken)
    {
        _rig.Works = _ => Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System, cancellationToken);
        await using var site = await StartAsync(options => _rig.Deliver(options with { Locker = new FileUploadLocker(PathOf(options)) }));
        await using var second = await StartAsync(options => _rig.Deliver(options with
        {
            Store = new FileUploadStore(site.Directory), Locker = new FileUploadLocker(site.Directory),
        }));
        UploadSite[] sites = [site, second];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var path = await site.CreateAsync(8, cancellationToken);
            for (var offset = 0; offset < 8; offset++)
            {
                (await sites[offset % 2].PatchAsync(path, offset, "x", cancellationToken)).Status.ShouldBe(204);
            }

            (await second.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);
        }));

        await EmptyAsync(site, cancellationToken);
        _rig.MostAtOnce.ShouldBe(1);
        _rig.ByUpload.Count.ShouldBe(6);
        foreach (var events in _rig.ByUpload.Values)
        {
            events[0].ShouldBe("post-create 0");
            events.TakeLast(3).ShouldBe(["post-receive 8", "post-finish 8", "post-terminate 8"]);
            var offsets = events.Where(line => line.StartsWith("post-receive", StringComparison.Ordinal)).ToList();
            offsets.ShouldBe(offsets.Order(StringComparer.Ordinal).Distinct());
        }

        string PathOf(UploadOptions options) =>
            Path.GetDirectoryName(options.Store.DescribeStorage(new UploadInfo { Id = "a", Length = 0 })!["Path"])!;
    }

    [Test]
    public async Task An_upload_that_expires_is_told_of_when_the_hook_server_is_back(CancellationToken cancellationToken)
    {
        _rig.IsAway = true;
        await using var site = await StartAsync(options => _rig.Deliver(options with
        {
            Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromMilliseconds(1), SweepInterval = TimeSpan.FromMilliseconds(20) },
        }));
        var path = await site.CreateAsync(5, cancellationToken, "Upload-Metadata: filename a2VscA==\r\n");
        await DeliveryRig.UntilAsync(() => !File.Exists(Path.Combine(site.Directory, path.Split('/')[^1])), cancellationToken);
        _rig.IsAway = false;

        await _rig.TakesAsync(2, cancellationToken);

        _rig.Taken.ShouldBe(["post-create 0", "post-terminate 0"]);
        ((string?)_rig.Calls.Last().Json["Event"]!["Upload"]!["MetaData"]!["filename"]).ShouldBe("kelp");
    }

    [Test]
    public async Task What_a_request_did_whose_outcome_it_never_learned_is_told(CancellationToken cancellationToken)
    {
        var store = new CutStore();
        await using var site = await StartAsync(options => _rig.Deliver(options with { Store = store.Over(options.Store) }));

        store.CutsAfter = "create";
        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(503);
        await _rig.TakesAsync(1, cancellationToken);
        var path = "/files/" + _rig.ByUpload.Keys.Single();
        store.CutsAfter = "append";
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(503);
        await _rig.TakesAsync(3, cancellationToken);
        store.CutsAfter = "terminate";
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(503);
        await _rig.TakesAsync(4, cancellationToken);

        _rig.Taken.ShouldBe(["post-create 0", "post-receive 5", "post-finish 5", "post-terminate 5"]);
        await EmptyAsync(site, cancellationToken);
    }

    [Test]
    public async Task What_a_request_did_not_do_is_not_told(CancellationToken cancellationToken)
    {
        var store = new CutStore();
        await using var site = await StartAsync(options => _rig.Deliver(options with { Store = store.Over(options.Store) }));
        var path = await site.CreateAsync(5, cancellationToken);

        foreach (var (step, request) in new[]
        {
            ("create", Request("POST", "/files/", "Upload-Length: 5\r\n")), ("append", Patch(path, 0, 5) + "hello"),
            ("terminate", Request("DELETE", path)),
        })
        {
            store.CutsBefore = step;
            (await site.AskAsync(request, cancellationToken)).Status.ShouldBe(503, step);
            await EmptyAsync(site, cancellationToken);
        }

        _rig.Taken.ShouldBe(["post-create 0"]);
    }

    [Test]
    public async Task The_next_request_tells_of_the_former_first(CancellationToken cancellationToken)
    {
        _rig.IsAway = true;
        var store = new CutStore();
        await using var site = await StartAsync(options => _rig.Deliver(options with { Store = store.Over(options.Store) }));
        var path = await site.CreateAsync(8, cancellationToken);

        store.CutsAfter = "append";
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(503);
        (await site.PatchAsync(path, 5, "", cancellationToken)).Status.ShouldBe(204);
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);
        _rig.IsAway = false;

        await _rig.TakesAsync(3, cancellationToken);
        _rig.Taken.ShouldBe(["post-create 0", "post-receive 5", "post-terminate 5"]);
    }

    [Test]
    public async Task An_upload_that_the_store_could_not_finish_is_finished_and_told_of_once(
        [Values] bool hasRequest, CancellationToken cancellationToken)
    {
        var place = new MemoryPlace();
        await using var site = await StartAsync(options => _rig.Deliver(options with { Store = new MemoryUploadStore(place) }));
        var path = await site.CreateAsync(5, cancellationToken);
        place.FailingFinishes = 1;

        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(503);
        if (hasRequest)
        {
            (await site.PatchAsync(path, 5, "", cancellationToken)).Status.ShouldBe(204);
        }

        await _rig.TakesAsync(3, cancellationToken);
        await DeliveryRig.UntilAsync(() => place.Documents.Count == 0, cancellationToken);
        _rig.Taken.ShouldBe(["post-create 0", "post-receive 5", "post-finish 5"]);
        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello");
    }

    [Test]
    public async Task Credentials_of_the_client_are_not_stored(CancellationToken cancellationToken)
    {
        _rig.IsAway = true;
        await using var site = await StartAsync(_rig.Deliver);

        await site.CreateAsync(5, cancellationToken, "Authorization: Bearer secret\r\nCookie: a=secret\r\nX-Team: red\r\n");

        var kept = Directory.EnumerateFiles(Path.Combine(site.Directory, ".outbox"), "*", SearchOption.AllDirectories).ToList();
        var text = await File.ReadAllTextAsync(kept.ShouldHaveSingleItem(), cancellationToken);
        text.ShouldNotContain("secret");
        _rig.IsAway = false;
        await _rig.TakesAsync(1, cancellationToken);
        var fields = _rig.Calls.Single().Json["Event"]!["HTTPRequest"]!["Header"]!;
        ((string?)fields["X-Team"]![0], fields["Authorization"]).ShouldBe(("red", null));
    }

    [Test]
    public async Task Progress_is_told_after_what_waits_and_before_the_end(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options =>
        {
            var delivered = _rig.Deliver(options);
            return delivered with { Observer = new OftenAsked(delivered.Observer!) };
        });
        var path = await site.CreateAsync(6, cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);

        await connection.SendAsync(Patch(path, 0, 6) + "abc", cancellationToken);
        await DeliveryRig.UntilAsync(() => _rig.Calls.Any(call => call.Type == "post-receive"), cancellationToken);
        await connection.SendAsync("def", cancellationToken);
        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(204);

        await DeliveryRig.UntilAsync(() => _rig.Calls.Any(call => call.Type == "post-finish"), cancellationToken);
        _rig.Calls.Select(call => $"{call.Type} {call.Json["Event"]!["Upload"]!["Offset"]}").Distinct().ShouldBe(
            ["post-create 0", "post-receive 3", "post-receive 6", "post-finish 6"]);
        _rig.MostAtOnce.ShouldBe(1);
    }

    [Test]
    public async Task Only_events_that_are_enabled_are_kept(CancellationToken cancellationToken)
    {
        _rig.IsAway = true;
        await using var site = await StartAsync(options => _rig.Deliver(options, new HashSet<HookType> { HookType.PostFinish }));

        await LiveAsync(site, isDraft: false, cancellationToken);
        _rig.IsAway = false;

        await EmptyAsync(site, cancellationToken);
        _rig.Taken.ShouldBe(["post-finish 10"]);
    }

    [Test]
    public async Task A_store_that_keeps_no_events_is_refused()
    {
        var refusal = await Should.ThrowAsync<ArgumentException>(
            () => StartAsync(options => _rig.Deliver(options with { Store = new AppendOnlyStore(options.Store) })));

        refusal.Message.ShouldContain("keeps no events until they are delivered");
    }

    private static async Task LiveAsync(
        UploadSite site, bool isDraft, CancellationToken cancellationToken, Func<long, Task>? between = null)
    {
        var draft = new Draft(9);
        var path = isDraft ? await draft.CreateAsync(site, "hello", cancellationToken) : await site.CreateAsync(10, cancellationToken);
        await (between?.Invoke(0) ?? Task.CompletedTask);
        var isBegun = isDraft || (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status == 204;
        isBegun.ShouldBeTrue();
        await (between?.Invoke(5) ?? Task.CompletedTask);
        var finished = isDraft
            ? await draft.AppendAsync(site, path, 5, isComplete: true, "world", cancellationToken)
            : await site.PatchAsync(path, 5, "world", cancellationToken);
        finished.Status.ShouldBe(isDraft ? 201 : 204);
        var removal = isDraft ? draft.Request("DELETE", path) : Request("DELETE", path);
        (await Draft.AskAsync(site, removal, cancellationToken)).Status.ShouldBe(204);
    }

    private static Task EmptyAsync(UploadSite site, CancellationToken cancellationToken) => DeliveryRig.UntilAsync(
        () => !Directory.EnumerateFileSystemEntries(Path.Combine(site.Directory, ".outbox")).Any(), cancellationToken);

    // Asks for progress more often than the options of the rig.
    private sealed class OftenAsked(IUploadObserver inner) : IUploadObserver
    {
        public TimeSpan? ProgressInterval => TimeSpan.FromMilliseconds(10);

        public void Attach(UploadLog log) => inner.Attach(log);

        public ValueTask<Decision> BeforeAsync(Transition next, CancellationToken cancellationToken) =>
            inner.BeforeAsync(next, cancellationToken);

        public ValueTask AfterAsync(Transition past) => inner.AfterAsync(past);
    }
}
