using System.IO.Pipelines;

namespace Holdfast.Server.Tests;

/// <summary>Tells a test when an append begins and when it ends.</summary>
internal sealed class WatchedStore(FileUploadStore inner)
    : IServingStore, IUpdatingStore, IVerifyingStore, IConcatenatingStore, IExpiringStore
{
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _ended = new(0);

    /// <summary>What happens first when parts are put together.</summary>
    public Func<Task> BeforeConcatenation { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens before the first byte of a body is taken.</summary>
    public Func<Task> BeforeAppend { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens when the store has taken a body.</summary>
    public Func<Task> AfterAppend { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens when an upload has been made, before anybody hears of it.</summary>
    public Func<UploadInfo, Task> AfterCreation { get; set; } = _ => Task.CompletedTask;

    public Task AppendBegunAsync(CancellationToken cancellationToken) => _begun.WaitAsync(cancellationToken);

    public Task AppendEndedAsync(CancellationToken cancellationToken) => _ended.WaitAsync(cancellationToken);

    public bool StoresAsItAdvances => inner.StoresAsItAdvances;

    public async ValueTask<bool> CreateAsync(UploadInfo upload, CancellationToken cancellationToken)
    {
        var made = await inner.CreateAsync(upload, cancellationToken);
        await AfterCreation(upload);
        return made;
    }

    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) => inner.GetInfoAsync(id, cancellationToken);

    public ValueTask TerminateAsync(string id, CancellationToken cancellationToken) => inner.TerminateAsync(id, cancellationToken);

    public ValueTask<Stream?> OpenReadAsync(UploadInfo upload, CancellationToken cancellationToken) => inner.OpenReadAsync(upload, cancellationToken);

    public ValueTask UpdateAsync(UploadInfo upload, CancellationToken cancellationToken) => inner.UpdateAsync(upload, cancellationToken);

    public async ValueTask ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, CancellationToken cancellationToken)
    {
        await BeforeConcatenation();
        await inner.ConcatenateAsync(final, parts, cancellationToken);
    }

    public IAsyncEnumerable<string> ListAsync() => inner.ListAsync();

    public ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken) =>
        WatchAsync(() => inner.AppendAsync(id, offset, body, cancellationToken));

    public ValueTask<long> AppendVerifiedAsync(string id, long offset, PipeReader body, Func<bool> isSound, CancellationToken cancellationToken) =>
        WatchAsync(() => inner.AppendVerifiedAsync(id, offset, body, isSound, cancellationToken));

    private async ValueTask<long> WatchAsync(Func<ValueTask<long>> append)
    {
        _begun.Release();
        try
        {
            await BeforeAppend();
            var kept = await append();
            await AfterAppend();
            return kept;
        }
        finally
        {
            _ended.Release();
        }
    }
}
