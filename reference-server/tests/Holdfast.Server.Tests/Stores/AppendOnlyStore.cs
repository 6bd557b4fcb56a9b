using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests;

/// <summary>A store that can do nothing beyond the core.</summary>
internal sealed class AppendOnlyStore(IUploadStore inner) : IUploadStore
{
    public ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope) => inner.CreateAsync(wanted, scope);

    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) => inner.GetInfoAsync(id, cancellationToken);

    public ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope) =>
        inner.AppendAsync(upload, body, scope);
}
