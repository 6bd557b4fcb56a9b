using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests;

/// <summary>A store that can do everything, for a test to override one thing.</summary>
internal abstract class StoreWrapper(IUploadStore inner)
    : IServingStore, IOutboxStore, IVerifyingStore, IConcatenatingStore, IExpiringStore
{
    public virtual IOutbox Outbox => ((IOutboxStore)inner).Outbox;

    public virtual bool ServesUnfinished => ((IServingStore)inner).ServesUnfinished;

    public virtual StoreLimits Limits => inner.Limits;

    public virtual IReadOnlyDictionary<string, string>? DescribeStorage(UploadInfo upload) => inner.DescribeStorage(upload);

    public virtual ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope) => inner.CreateAsync(wanted, scope);

    public virtual ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
        inner.GetInfoAsync(id, cancellationToken);

    public virtual ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope) =>
        inner.AppendAsync(upload, body, scope);

    public virtual ValueTask<UploadInfo> AppendVerifiedAsync(UploadInfo upload, PipeReader body, Func<bool> isSound, WriteScope scope) =>
        ((IVerifyingStore)inner).AppendVerifiedAsync(upload, body, isSound, scope);

    public virtual ValueTask<UploadInfo> FinishAsync(UploadInfo upload, WriteScope scope) => inner.FinishAsync(upload, scope);

    public virtual ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope) =>
        ((IUpdatingStore)inner).UpdateAsync(upload, scope);

    public virtual ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope) =>
        ((IConcatenatingStore)inner).ConcatenateAsync(final, parts, scope);

    public virtual ValueTask TerminateAsync(UploadInfo upload, WriteScope scope) =>
        ((ITerminatingStore)inner).TerminateAsync(upload, scope);

    public virtual ValueTask<bool> ExpireAsync(UploadInfo upload, WriteScope scope) => ((IExpiringStore)inner).ExpireAsync(upload, scope);

    public virtual IAsyncEnumerable<string> ListAsync(DateTimeOffset unchangedSince) => ((IExpiringStore)inner).ListAsync(unchangedSince);

    public virtual ValueTask<Stream?> OpenReadAsync(UploadInfo upload, long from, long count, CancellationToken cancellationToken) =>
        ((IServingStore)inner).OpenReadAsync(upload, from, count, cancellationToken);
}
