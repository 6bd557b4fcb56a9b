using Holdfast.Server.Core;
using Holdfast.Server.Stores;
using Holdfast.Server.Tests.Stores;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>What an answer says when the store's finish step, or the lock around it, ends otherwise than it should.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LostFinishTests
{
    private readonly LeaseLocker _locker = new();
    private readonly FinishingStore _store = new(new MemoryUploadStore(new MemoryPlace()));

    [Test]
    [CancelAfter(20_000)]
    public async Task A_patch_whose_lock_is_lost_at_the_finish_step_is_no_success(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Finishing);
        var path = await site.CreateAsync(5, cancellationToken);
        _store.Finish = async (upload, scope) =>
        {
            await _locker.LoseAsync(path);
            return upload with { NeedsFinish = false };
        };

        var response = await site.PatchAsync(path, 0, "hello", cancellationToken);

        response.Status.ShouldBe(503);
        response.Body.ShouldStartWith("ERR_LOCK_LOST: ");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_end_of_a_lock_ends_a_finish_step_that_a_look_repeats(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Finishing);
        var path = await site.CreateAsync(5, cancellationToken);
        _store.Finish = (_, _) => throw new UploadStoreException("The finish step failed.", isTransient: true);
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(503);
        _store.Finish = async (upload, scope) =>
        {
            await _locker.LoseAsync(path);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, scope.Completion);
            return upload;
        };

        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldStartWith("ERR_LOCK_LOST: ");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_that_the_store_returns_unfinished_is_not_complete(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Finishing);
        var path = await site.CreateAsync(5, cancellationToken);
        _store.Finish = (upload, _) => Task.FromResult(upload);

        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(503);
    }

    private UploadOptions Finishing(UploadOptions options) => options with { Store = _store, Locker = _locker };

    private sealed class FinishingStore(IUploadStore inner) : StoreWrapper(inner)
    {
        /// <summary>What takes the place of the finish step.</summary>
        public Func<UploadInfo, WriteScope, Task<UploadInfo>> Finish { get; set; } = (upload, _) => Task.FromResult(upload);

        public override ValueTask<UploadInfo> FinishAsync(UploadInfo upload, WriteScope scope) => new(Finish(upload, scope));
    }
}
