using Holdfast.Server.Core;
using Holdfast.Server.Stores;
using Holdfast.Server.Tests.Stores;
using Microsoft.Extensions.Time.Testing;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Core;

/// <summary>Steps of a life in which the store does otherwise than usual, or no client waits for the decision.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LifecycleExceptionTests
{
    private readonly RecordingObserver _observer = new();
    private readonly MemoryPlace _place = new();

    [Test]
    [CancelAfter(20_000)]
    public async Task An_id_that_is_taken_is_replaced_by_another(CancellationToken cancellationToken)
    {
        var store = new TakingStore(new MemoryUploadStore(_place));
        await using var site = await StartAsync(options => options with { Store = store });

        var path = await site.CreateAsync(5, cancellationToken);

        store.Wanted.Count.ShouldBe(2);
        path.ShouldEndWith(store.Wanted.Last());
        store.Wanted.Distinct().Count().ShouldBe(2);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_rejected_end_that_no_client_waits_for_has_no_effect(CancellationToken cancellationToken)
    {
        await using var site =
            await StartAsync(options => options with { Store = new MemoryUploadStore(_place), Observer = _observer });
        var path = await site.CreateAsync(5, cancellationToken);
        _place.FailingFinishes = 1;
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(503);
        _observer.Decides = step => new Decision(step.Kind == TransitionKind.Finished, Answer: null);

        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(200);

        _observer.Asked.Last().Request.ShouldBeNull("The HEAD did not ask for the end.");
        (await _observer.NextAsync(3, cancellationToken)).Select(step => step.Kind)
            .ShouldBe([TransitionKind.Created, TransitionKind.Received, TransitionKind.Finished]);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_turns_out_not_to_have_expired_is_not_told_as_terminated(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var store = new StayingStore(new MemoryUploadStore(_place));
        await using var site = await StartAsync(options => options with
        {
            Store = store,
            Observer = _observer,
            TimeProvider = time,
            Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromHours(1), SweepInterval = TimeSpan.FromHours(3) },
        });
        await site.CreateAsync(5, cancellationToken);

        // A second sweep begins after the first has ended. A sweep sets the time of the next one when it ends, so that one move of the
        // clock may come too early.
        for (var sweep = 1; sweep <= 2; sweep++)
        {
            do
            {
                time.Advance(TimeSpan.FromHours(4));
            }
            while (!await store.Asked.WaitAsync(TimeSpan.FromMilliseconds(50), cancellationToken));
        }

        (await _observer.NextAsync(1, cancellationToken)).Single().Kind.ShouldBe(TransitionKind.Created);
        _observer.IsQuiet.ShouldBeTrue();
    }

    private sealed class TakingStore(IUploadStore inner) : StoreWrapper(inner)
    {
        public List<string> Wanted { get; } = [];

        public override async ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope)
        {
            Wanted.Add(wanted.Id);
            return Wanted.Count == 1 ? null : await base.CreateAsync(wanted, scope);
        }
    }

    private sealed class StayingStore(IUploadStore inner) : StoreWrapper(inner)
    {
        public SemaphoreSlim Asked { get; } = new(0);

        public override ValueTask<bool> ExpireAsync(UploadInfo upload, WriteScope scope)
        {
            Asked.Release();
            return new(false);
        }
    }
}
