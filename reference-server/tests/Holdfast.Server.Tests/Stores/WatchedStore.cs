using System.IO.Pipelines;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Server.Tests;

/// <summary>Tells a test when an append begins and when it ends.</summary>
internal sealed class WatchedStore(FileUploadStore inner) : StoreWrapper(inner)
{
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _ended = new(0);

    /// <summary>Runs before parts are concatenated.</summary>
    public Func<Task> BeforeConcatenation { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before the first byte of a body is read.</summary>
    public Func<Task> BeforeAppend { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when the store has stored a body.</summary>
    public Func<Task> AfterAppend { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs when an upload has been created, before any client gets its URL.</summary>
    public Func<UploadInfo, Task> AfterCreation { get; set; } = _ => Task.CompletedTask;

    public Task AppendBegunAsync(CancellationToken cancellationToken) => _begun.WaitAsync(cancellationToken);

    public Task AppendEndedAsync(CancellationToken cancellationToken) => _ended.WaitAsync(cancellationToken);

    public override async ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope)
    {
        var made = await base.CreateAsync(wanted, scope);
        await AfterCreation(wanted);
        return made;
    }

    public override async ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope)
    {
        await BeforeConcatenation();
        return await base.ConcatenateAsync(final, parts, scope);
    }

    public override ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope) =>
        WatchAsync(() => base.AppendAsync(upload, body, scope));

    public override ValueTask<UploadInfo> AppendVerifiedAsync(UploadInfo upload, PipeReader body, Func<bool> isSound, WriteScope scope) =>
        WatchAsync(() => base.AppendVerifiedAsync(upload, body, isSound, scope));

    private async ValueTask<UploadInfo> WatchAsync(Func<ValueTask<UploadInfo>> append)
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
