using System.Collections.Concurrent;
using System.IO.Pipelines;
using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Something happens to what a body left that broke off.</summary>
internal sealed class CutStore(IUploadStore sound, string directory, Func<Cut, CutStore, Task> then) : StoreDecorator(sound, directory)
{
    private readonly ConcurrentDictionary<string, Func<UploadInfo, UploadInfo>> _descriptions = new();

    /// <summary>Does something once a body has broken off.</summary>
    public static Break OnCut(Action<Cut, CutStore> then) => OnCut((cut, store) =>
    {
        then(cut, store);
        return Task.CompletedTask;
    });

    /// <summary>Does something once a body has broken off.</summary>
    public static Break OnCut(Func<Cut, CutStore, Task> then) =>
        Broken.Both(Arrived.Watch, Broken.Store((sound, directory) => new CutStore(sound, directory, then)));

    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        _descriptions.TryRemove(upload.Id, out _);
        var stored = await base.AppendAsync(upload, body, scope);
        var kept = stored.Offset - upload.Offset;
        if (Arrived.IsCut(kept))
        {
            var described = await GetInfoAsync(upload.Id, scope.Completion);
            await then(new Cut(upload.Id, upload.Offset, kept, described?.Length), this);
        }

        return stored with { Offset = new FileInfo(DataFileOf(upload.Id)).Length };
    }

    /// <summary>Keeps so much of the upload.</summary>
    public void Keep(string id, long length) => Truncate(id, length);

    /// <summary>Makes the upload at least so long.</summary>
    public void Extend(string id, long length)
    {
        using var file = new FileStream(DataFileOf(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(Math.Max(file.Length, length));
    }

    // The server notes what it acknowledges after the append, and must not put right what is wrong here.
    public override ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope) =>
        base.UpdateAsync(_descriptions.TryRemove(upload.Id, out var change) ? change(upload) : upload, scope);

    /// <summary>Writes another description of the upload.</summary>
    public async Task DescribeAsync(string id, Func<UploadInfo, UploadInfo> change)
    {
        if (await GetInfoAsync(id, CancellationToken.None) is { } upload)
        {
            await base.UpdateAsync(change(upload), default);
            _descriptions[id] = change;
        }
    }
}
