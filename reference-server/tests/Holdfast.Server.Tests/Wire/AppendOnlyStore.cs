using System.IO.Pipelines;

namespace Holdfast.Server.Tests;

/// <summary>A store that can do nothing beyond the core.</summary>
internal sealed class AppendOnlyStore(IUploadStore inner) : IUploadStore
{
    public ValueTask<bool> CreateAsync(UploadInfo upload, CancellationToken cancellationToken) => inner.CreateAsync(upload, cancellationToken);

    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) => inner.GetInfoAsync(id, cancellationToken);

    public ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken) =>
        inner.AppendAsync(id, offset, body, cancellationToken);
}
