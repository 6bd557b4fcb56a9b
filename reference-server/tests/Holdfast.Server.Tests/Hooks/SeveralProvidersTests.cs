using System.Collections.Concurrent;
using Holdfast.Server.Hooks;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Several providers get the events that no request waits for one after the other, each in order.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(30_000)]
public sealed class SeveralProvidersTests
{
    private const int Bytes = 10;

    private static readonly string[] Life =
        ["PostCreate 0", .. Enumerable.Range(1, Bytes).Select(offset => $"PostReceive {offset}"), $"PostFinish {Bytes}"];

    private readonly ConcurrentQueue<(string Provider, HookRequest Call)> _calls = [];

    private int _running;
    private int _most;

    [Test]
    public async Task Each_gets_all_events_in_order_and_never_two_at_once(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options.WithHooks(Hooks(isKept: false, fails: _ => false)));

        await LiveAsync(site, cancellationToken);

        await DeliveryRig.UntilAsync(() => _calls.Count >= 2 * Life.Length, cancellationToken);
        _most.ShouldBe(1);
        Of("first").ShouldBe(Life);
        Of("second").ShouldBe(Life);
        _calls.Select(call => call.Provider).Chunk(2).ShouldAllBe(pair => pair[0] == "first" && pair[1] == "second");
    }

    [Test]
    public async Task One_that_fails_keeps_no_event_from_the_next(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options.WithHooks(Hooks(isKept: false, fails: _ => true)));

        await LiveAsync(site, cancellationToken);

        await DeliveryRig.UntilAsync(() => _calls.Count >= 2 * Life.Length, cancellationToken);
        Of("second").ShouldBe(Life);
    }

    [Test]
    public async Task An_event_that_one_did_not_take_comes_again_to_all_before_the_next(CancellationToken cancellationToken)
    {
        var failures = 2;
        await using var site = await StartAsync(options => options.WithHooks(
            Hooks(isKept: true, fails: call => call.Type == HookType.PostCreate && Interlocked.Decrement(ref failures) >= 0)));

        await LiveAsync(site, cancellationToken);

        await DeliveryRig.UntilAsync(() => Of("second").Contains(Life[^1]), cancellationToken);
        _most.ShouldBe(1);
        foreach (var provider in new[] { "first", "second" })
        {
            var calls = _calls.Where(call => call.Provider == provider).Select(call => call.Call).ToList();
            calls.Take(3).ShouldAllBe(call => call.Type == HookType.PostCreate && call.EventId == calls[0].EventId);
            calls.Count(call => call.Type == HookType.PostCreate).ShouldBe(3);
            calls[^1].Type.ShouldBe(HookType.PostFinish);
        }
    }

    private IEnumerable<string> Of(string provider) => _calls.Where(call => call.Provider == provider)
        .Select(call => $"{call.Call.Type} {call.Call.Event.Upload.Offset}");

    private static async Task LiveAsync(UploadSite site, CancellationToken cancellationToken)
    {
        var path = await site.CreateAsync(Bytes, cancellationToken);
        for (var offset = 0; offset < Bytes; offset++)
        {
            (await site.PatchAsync(path, offset, "x", cancellationToken)).Status.ShouldBe(204);
        }
    }

    private HookOptions Hooks(bool isKept, Func<HookRequest, bool> fails) => new()
    {
        Providers = [Provider("first", fails), Provider("second", _ => false)],
        AtLeastOnce = isKept,
        LongestRetryPause = TimeSpan.FromMilliseconds(20),
        ProgressInterval = TimeSpan.FromHours(1),
        EnabledEvents = new HashSet<HookType> { HookType.PostCreate, HookType.PostReceive, HookType.PostFinish },
    };

    private DelegateHooks Provider(string name, Func<HookRequest, bool> fails) => new(async (call, _) =>
    {
        _most = Math.Max(_most, Interlocked.Increment(ref _running));
        await Task.Yield();
        _calls.Enqueue((name, call));
        Interlocked.Decrement(ref _running);
        return fails(call) ? throw new HookException("no luck") : HookResponse.None;
    });
}
