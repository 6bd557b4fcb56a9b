using System.Collections.Concurrent;
using System.IO.Pipelines;
using Holdfast.Server.Stores;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Stores;

/// <summary>
/// Whatever changes an upload that others know carries the fence of its lock; a store that compares it refuses late writes.
/// </summary>
public sealed class WriteScopeTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Each_change_carries_the_fence_of_its_lock(CancellationToken cancellationToken)
    {
        ScopedStore store = null!;
        await using var site = await StartAsync(options => options with
        {
            Store = store = new ScopedStore(options.Store), Locker = new LeaseLocker(),
        });
        var draft = new Draft(10);
        var path = await site.CreateAsync(10, cancellationToken);
        var part = await site.CreateAsync(5, cancellationToken, "Upload-Concat: partial\r\n");
        var deferred = await draft.CreateAsync(site, "hello", cancellationToken);
        store.Fences.Clear();

        await site.PatchAsync(path, 0, "hello", cancellationToken);
        await site.AskAsync(Patch(path, 5, "Content-Length: 5\r\nUpload-Checksum: crc32 OncRQw==") + "world", cancellationToken);
        await draft.AppendAsync(site, deferred, 5, isComplete: true, "world", cancellationToken);
        await site.PatchAsync(part, 0, "hello", cancellationToken);
        await site.ConcatenateAsync($"final;{part}", cancellationToken);
        await site.AskAsync(Request("DELETE", path), cancellationToken);

        store.Fences.Keys.Order().ShouldBe(["Append", "AppendVerified", "Concatenate", "Finish", "Terminate", "Update"]);
        store.Fences.ShouldAllBe(call => call.Value.All(fence => fence > 0));
    }

    private sealed class ScopedStore(IUploadStore inner) : StoreWrapper(inner)
    {
        public ConcurrentDictionary<string, ConcurrentQueue<long>> Fences { get; } = new(StringComparer.Ordinal);

        public override ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope) =>
            base.AppendAsync(upload, body, Seen("Append", scope));

        public override ValueTask<UploadInfo> AppendVerifiedAsync(
            UploadInfo upload, PipeReader body, Func<bool> isSound, WriteScope scope) =>
            base.AppendVerifiedAsync(upload, body, isSound, Seen("AppendVerified", scope));

        public override ValueTask<UploadInfo> FinishAsync(UploadInfo upload, WriteScope scope) =>
            base.FinishAsync(upload, Seen("Finish", scope));

        public override ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope) =>
            base.UpdateAsync(upload, Seen("Update", scope));

        public override ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope) =>
            base.ConcatenateAsync(final, parts, Seen("Concatenate", scope));

        public override ValueTask TerminateAsync(UploadInfo upload, WriteScope scope) =>
            base.TerminateAsync(upload, Seen("Terminate", scope));

        private WriteScope Seen(string call, WriteScope scope)
        {
            Fences.GetOrAdd(call, _ => []).Enqueue(scope.Fence);
            return scope;
        }
    }
}
