using System.Collections.Concurrent;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Tests.Resumable;
using Holdfast.Server.Tests.Stores;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>The result of pre-finish can be fetched again, whether the hook failed or its answer was lost.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class PreFinishTests
{
    private readonly ConcurrentQueue<HookRequest> _calls = [];

    private bool _fails;

    [Test]
    public async Task A_failed_hook_is_asked_again_by_the_repeated_append(
        [Values] bool isDraft, [Values] bool restarts, [Values] bool isInMemory, CancellationToken cancellationToken)
    {
        var place = new MemoryPlace();
        var client = new Client(isDraft);
        await using var site = await StartAsync(Options);
        _fails = true;
        var path = await client.CreateAsync(site, cancellationToken);
        (await client.FinishAsync(site, path, 0, "hello", cancellationToken)).Status.ShouldBe(500);
        (await client.FinishAsync(site, path, 5, "", cancellationToken)).Status.ShouldBe(500);
        if (restarts)
        {
            await site.RestartAsync(Options);
        }

        _fails = false;
        var answer = await client.FinishAsync(site, path, 5, "", cancellationToken);

        (answer.Status, answer["X-Result"], answer.Body).ShouldBe((201, "stored", "at /kelp"));
        await PostFinishesAsync(cancellationToken);
        var asked = _calls.Where(call => call.Type == HookType.PreFinish).ToList();
        asked.Count.ShouldBe(3);
        asked.ShouldAllBe(call => call.Event.HttpRequest.Method == "PATCH" && call.Event.Upload.Offset == 5);
        _calls.Count(call => call.Type == HookType.PostFinish).ShouldBe(1);

        UploadOptions Options(UploadOptions options) =>
            Hooked(isInMemory ? options with { Store = new MemoryUploadStore(place) } : options);
    }

    [Test]
    public async Task An_answer_that_was_lost_is_given_again([Values] bool isDraft, CancellationToken cancellationToken)
    {
        var client = new Client(isDraft);
        await using var site = await StartAsync(Hooked);
        var path = await client.CreateAsync(site, cancellationToken);
        (await client.FinishAsync(site, path, 0, "hello", cancellationToken)).Status.ShouldBe(201);

        var again = await client.FinishAsync(site, path, 5, "", cancellationToken);

        (again.Status, again["X-Result"], again.Body).ShouldBe((201, "stored", "at /kelp"));
        await PostFinishesAsync(cancellationToken);
        (await client.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(isDraft ? 204 : 200);
        _calls.Count(call => call.Type == HookType.PreFinish).ShouldBe(2, "HEAD asks only what failed");
        _calls.Count(call => call.Type == HookType.PostFinish).ShouldBe(1);
    }

    [Test]
    public async Task A_hook_that_fails_when_it_is_asked_again_does_not_take_the_end_back(
        [Values] bool isDraft, CancellationToken cancellationToken)
    {
        var client = new Client(isDraft);
        await using var site = await StartAsync(Hooked);
        var path = await client.CreateAsync(site, cancellationToken);
        await client.FinishAsync(site, path, 0, "hello", cancellationToken);

        _fails = true;
        (await client.FinishAsync(site, path, 5, "", cancellationToken)).Status.ShouldBe(500);

        (await client.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(isDraft ? 204 : 200);
    }

    [Test]
    public async Task Head_says_that_an_upload_is_complete_only_when_the_hook_does(
        [Values] bool isDraft, CancellationToken cancellationToken)
    {
        var client = new Client(isDraft);
        await using var site = await StartAsync(Hooked);
        _fails = true;
        var path = await client.CreateAsync(site, cancellationToken);
        await client.FinishAsync(site, path, 0, "hello", cancellationToken);

        var failed = await client.HeadAsync(site, path, cancellationToken);
        (failed.Status, failed["Upload-Offset"]).ShouldBe((500, null));
        _fails = false;
        var head = await client.HeadAsync(site, path, cancellationToken);

        (head.Status, head.Offset, head["X-Result"]).ShouldBe((isDraft ? 204 : 200, 5, "stored"));
        await PostFinishesAsync(cancellationToken);
        _calls.Last(call => call.Type == HookType.PreFinish).Event.HttpRequest.Method.ShouldBe("HEAD");
        (await client.HeadAsync(site, path, cancellationToken))["X-Result"].ShouldBeNull();
        _calls.Count(call => call.Type == HookType.PostFinish).ShouldBe(1);
    }

    [Test]
    public async Task Head_waits_for_a_hook_that_is_asked(CancellationToken cancellationToken)
    {
        var (asked, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await StartAsync(options => options.WithHooks(new HookOptions
        {
            EnabledEvents = HookTypes.OfTusd,
            Providers =
            [
                new DelegateHooks(async (call, _) =>
                {
                    if (call.Type == HookType.PreFinish && asked.TrySetResult())
                    {
                        await goOn.Task;
                        throw new HookException("no luck");
                    }

                    return HookResponse.None;
                }),
            ],
        }));
        var path = await site.CreateAsync(5, cancellationToken);
        var patch = site.PatchAsync(path, 0, "hello", cancellationToken);
        await asked.Task;

        var head = site.HeadAsync(path, cancellationToken);
        (await Task.WhenAny(head, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellationToken))).ShouldNotBe(head);
        goOn.SetResult();

        (await patch).Status.ShouldBe(500);
        var answer = await head;
        (answer.Status, answer.Offset).ShouldBe((200, 5), "It was asked again, and didn't fail.");
    }

    [Test]
    public async Task An_upload_whose_hook_failed_can_be_downloaded_and_removed(
        [Values] bool isInMemory, CancellationToken cancellationToken)
    {
        var place = new MemoryPlace();
        await using var site = await StartAsync(
            options => Hooked(isInMemory ? options with { Store = new MemoryUploadStore(place) } : options));
        _fails = true;
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);

        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello");
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(409);
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(404);
        _calls.ShouldNotContain(call => call.Type == HookType.PostFinish);
    }

    [Test]
    public async Task A_creation_with_its_content_whose_hook_fails_leaves_nothing(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);
        _fails = true;

        const string Fields = "Upload-Length: 5\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 5\r\n";
        var response = await site.AskAsync(Request("POST", "/files/", Fields) + "hello", cancellationToken);

        (response.Status, response["Location"]).ShouldBe((500, null));
        site.Files().ShouldBeEmpty();
    }

    [Test]
    public async Task An_endpoint_runs_when_the_hook_agrees_at_last(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync(options => options.WithHooks(new HookOptions
        {
            EnabledEvents = HookTypes.OfTusd, Providers = [new DelegateHooks((call, _) => new(Respond(call)))],
        }));
        var path = await app.CreateAsync(draft, "hello", cancellationToken);
        _fails = true;
        (await app.AskAsync(draft.Append(path, 5, isComplete: true, " world"), cancellationToken)).Status.ShouldBe(500);
        app.Calls.ShouldBeEmpty();
        var head = await app.AskAsync(draft.Request("HEAD", path), cancellationToken);
        (head.Offset, draft.IsComplete(head)).ShouldBe((11, false));

        _fails = false;
        var answer = await app.AskAsync(draft.Append(path, 11, isComplete: true, ""), cancellationToken);

        (answer["X-Result"], app.Calls.Count).ShouldBe(("stored", 1));
        await PostFinishesAsync(cancellationToken);
        (await app.AskAsync(draft.Append(path, 11, isComplete: true, ""), cancellationToken)).Status.ShouldNotBe(500);
        (app.Calls.Count, _calls.Count(call => call.Type == HookType.PreFinish)).ShouldBe((1, 2), "The endpoint's answer is kept.");
    }

    [Test]
    public async Task A_failed_hook_tells_of_no_end_even_when_events_are_delivered_at_least_once(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options.WithHooks(new HookOptions
        {
            EnabledEvents = HookTypes.OfTusd,
            AtLeastOnce = true,
            LongestRetryPause = TimeSpan.FromMilliseconds(20),
            Providers = [new DelegateHooks((call, _) => new(Respond(call)))],
        }));
        _fails = true;
        var path = await site.CreateAsync(5, cancellationToken);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(500);
        await DeliveryRig.UntilAsync(
            () => !Directory.EnumerateFileSystemEntries(Path.Combine(site.Directory, ".outbox")).Any(), cancellationToken);
        _calls.Where(call => call.Type is not (HookType.PreFinish or HookType.PreCreate)).Select(call => call.Type)
            .ShouldBe([HookType.PostCreate, HookType.PostReceive]);

        _fails = false;
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(200);

        await PostFinishesAsync(cancellationToken);
        _calls.Last().EventId.ShouldNotBeNull();
    }

    private UploadOptions Hooked(UploadOptions options) => options.WithHooks(new HookOptions
    {
        EnabledEvents = HookTypes.OfTusd, Providers = [new DelegateHooks((call, _) => new(Respond(call)))],
    });

    private HookResponse Respond(HookRequest call)
    {
        _calls.Enqueue(call);
        return call.Type != HookType.PreFinish ? HookResponse.None
            : _fails ? throw new HookException("no luck")
            : new HookResponse
            {
                HttpResponse = new HookHttpResponse
                {
                    StatusCode = 201, Body = "at /kelp", Header = new Dictionary<string, string?> { ["X-Result"] = "stored" },
                },
            };
    }

    private Task PostFinishesAsync(CancellationToken cancellationToken) =>
        DeliveryRig.UntilAsync(() => _calls.Any(call => call.Type == HookType.PostFinish), cancellationToken);

    private sealed class Client(bool isDraft)
    {
        private readonly Draft _draft = new(9);

        public Task<string> CreateAsync(UploadSite site, CancellationToken cancellationToken) =>
            isDraft ? _draft.CreateAsync(site, "", cancellationToken) : site.CreateAsync(5, cancellationToken);

        public Task<WireResponse> FinishAsync(
            UploadSite site, string path, long offset, string body, CancellationToken cancellationToken) =>
            isDraft
                ? _draft.AppendAsync(site, path, offset, isComplete: true, body, cancellationToken)
                : site.PatchAsync(path, offset, body, cancellationToken);

        public Task<WireResponse> HeadAsync(UploadSite site, string path, CancellationToken cancellationToken) =>
            isDraft ? _draft.HeadAsync(site, path, cancellationToken) : site.HeadAsync(path, cancellationToken);
    }
}
