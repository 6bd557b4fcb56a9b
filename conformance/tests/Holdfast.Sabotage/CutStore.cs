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

    public override async ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken)
    {
        _descriptions.TryRemove(id, out _);
        var kept = await base.AppendAsync(id, offset, body, cancellationToken);
        if (Arrived.IsCut(kept))
        {
            var upload = await GetInfoAsync(id, cancellationToken);
            await then(new Cut(id, offset, kept, upload?.Length), this);
        }

        return Math.Max(0, new FileInfo(DataFileOf(id)).Length - offset);
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
    public override ValueTask UpdateAsync(UploadInfo upload, CancellationToken cancellationToken) =>
        base.UpdateAsync(_descriptions.TryRemove(upload.Id, out var change) ? change(upload) : upload, cancellationToken);

    /// <summary>Writes another description of the upload.</summary>
    public async Task DescribeAsync(string id, Func<UploadInfo, UploadInfo> change)
    {
        if (await GetInfoAsync(id, CancellationToken.None) is { } upload)
        {
            await base.UpdateAsync(change(upload), CancellationToken.None);
            _descriptions[id] = change;
        }
    }
}
