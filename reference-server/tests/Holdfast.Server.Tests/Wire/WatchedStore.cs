using System.IO.Pipelines;

namespace Holdfast.Server.Tests;

/// <summary>Tells a test when an append begins and when it ends.</summary>
internal sealed class WatchedStore(FileUploadStore inner) : ITerminatingStore, IServingStore
{
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _ended = new(0);

    public Task AppendBegunAsync(CancellationToken cancellationToken) => _begun.WaitAsync(cancellationToken);

    public Task AppendEndedAsync(CancellationToken cancellationToken) => _ended.WaitAsync(cancellationToken);

    public ValueTask<bool> CreateAsync(UploadInfo upload, CancellationToken cancellationToken) => inner.CreateAsync(upload, cancellationToken);

    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) => inner.GetInfoAsync(id, cancellationToken);

    public ValueTask TerminateAsync(string id, CancellationToken cancellationToken) => inner.TerminateAsync(id, cancellationToken);

    public ValueTask<Stream?> OpenReadAsync(UploadInfo upload, CancellationToken cancellationToken) => inner.OpenReadAsync(upload, cancellationToken);

    public async ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken)
    {
        _begun.Release();
        try
        {
            return await inner.AppendAsync(id, offset, body, cancellationToken);
        }
        finally
        {
            _ended.Release();
        }
    }
}
