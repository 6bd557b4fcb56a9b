using System.Collections.Concurrent;
using Holdfast.Server.Hooks;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Which hooks are called when, and in which order.</summary>
[CancelAfter(30_000)]
public sealed class HookEventTests : HookFixture
{
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
        Calls.Where(call => IsBlocking(call.Type)).Select(Line).ShouldBe(["PreCreate 0", "PreFinish 10", "PreTerminate 10"]);
        Calls.Where(call => !IsBlocking(call.Type)).Select(Line)
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
                    Calls.Enqueue(call);
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
        foreach (var upload in Calls.GroupBy(call => call.Event.Upload.Id))
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
                    Calls.Enqueue(call);
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
    public async Task Only_enabled_events_are_called(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(
            options => Hooked(options, _ => HookResponse.None, new HashSet<HookType> { HookType.PostFinish }));

        await site.CreateAsync(0, cancellationToken);

        await CallsAsync(1, cancellationToken);
        Calls.Single().Type.ShouldBe(HookType.PostFinish);
    }

    private static bool IsBlocking(HookType type) => type is HookType.PreCreate or HookType.PreFinish or HookType.PreTerminate;

    private static string Line(HookRequest call) => $"{call.Type} {call.Event.Upload.Offset}";
}
