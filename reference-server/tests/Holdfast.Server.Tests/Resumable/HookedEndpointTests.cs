using System.Collections.Concurrent;
using Holdfast.Server.Hooks;

namespace Holdfast.Server.Tests.Resumable;

/// <summary>Hooks of uploads that are the content of requests to an application's endpoints.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class HookedEndpointTests
{
    private readonly ConcurrentQueue<HookRequest> _calls = [];

    [Test]
    public async Task Hooks_are_called_for_an_upload_to_an_endpoint([Values] bool isKept, CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync(options => options.WithHooks(new HookOptions
        {
            EnabledEvents = HookTypes.OfTusd, AtLeastOnce = isKept, Providers = [Provider(_ => HookResponse.None)],
        }));

        var path = await app.CreateAsync(draft, "hello", cancellationToken);
        (await app.AskAsync(draft.Append(path, 5, isComplete: true, " world"), cancellationToken)).Status.ShouldBe(202);

        await DeliveredAsync(HookType.PostFinish, cancellationToken);
        var types = _calls.Select(call => call.Type).ToList();
        types[0].ShouldBe(HookType.PreCreate);
        types.ShouldContain(HookType.PreFinish);
        types.Where(type => type is not (HookType.PreCreate or HookType.PreFinish or HookType.PostReceive))
            .ShouldBe([HookType.PostCreate, HookType.PostFinish]);
        app.Calls.Count.ShouldBe(1);
    }

    [Test]
    public async Task A_rejected_creation_does_not_reach_the_endpoint(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync(options => options.WithHooks(new HookOptions
        {
            Providers =
            [
                Provider(call => new HookResponse
                {
                    RejectUpload = call.Type == HookType.PreCreate, HttpResponse = new HookHttpResponse { StatusCode = 402 },
                }),
            ],
        }));

        var answer = await app.AskAsync(draft.Creation(isComplete: true, "hello", path: "/reports/may"), cancellationToken);

        (answer.Status, app.Calls.Count).ShouldBe((402, 0));
    }

    [Test]
    public async Task Pre_access_is_asked_before_every_request_of_the_draft_and_no_other(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var app = await SampleApp.StartAsync(options => options.WithHooks(new HookOptions
        {
            EnabledEvents = new HashSet<HookType> { HookType.PreAccess },
            Providers = [Provider(call => new HookResponse { RejectAccess = call.Event.HttpRequest.ValuesOf("X-Key") is not ["1"] })],
        }));
        const string Key = "X-Key: 1\r\n";
        (await app.AskAsync(draft.Creation(isComplete: false, "hello", path: "/reports/may"), cancellationToken)).Status.ShouldBe(403);
        var created = await app.AskAsync(draft.Creation(isComplete: false, "hello", Key, path: "/reports/may"), cancellationToken);
        var path = created["Location"].ShouldNotBeNull();

        (await app.AskAsync(draft.Request("HEAD", path), cancellationToken)).Status.ShouldBe(403);
        (await app.AskAsync(draft.Append(path, 5, isComplete: true, " world"), cancellationToken)).Status.ShouldBe(403);
        (await app.AskAsync(draft.Request("DELETE", path), cancellationToken)).Status.ShouldBe(403);

        (await app.AskAsync(draft.Request("HEAD", path, Key), cancellationToken)).Offset.ShouldBe(5);
        (await app.AskAsync(draft.Append(path, 5, isComplete: true, " world", Key), cancellationToken)).Status.ShouldBe(202);
        var asked = _calls.Count;
        const string Ordinary = "POST /reports/june HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
        (await app.AskAsync(Ordinary, cancellationToken)).Status.ShouldBe(202);
        _calls.Count.ShouldBe(asked);
    }

    private DelegateHooks Provider(Func<HookRequest, HookResponse> respond) => new((call, _) =>
    {
        _calls.Enqueue(call);
        return new(respond(call));
    });

    private async Task DeliveredAsync(HookType type, CancellationToken cancellationToken)
    {
        while (!_calls.Any(call => call.Type == type))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
