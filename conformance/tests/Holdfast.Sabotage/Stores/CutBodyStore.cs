using System.Collections.Concurrent;
using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Stores;

/// <summary>A store that does something wrong with an upload after a request body was cut.</summary>
internal sealed class CutBodyStore(IUploadStore sound, string directory, Func<CutBody, CutBodyStore, Task> then) : StoreDecorator(
    sound, directory)
{
    private readonly ConcurrentDictionary<string, Func<UploadInfo, UploadInfo>> _descriptions = new();

    /// <summary>Runs <paramref name="then"/> after a body was cut.</summary>
    public static Break OnCut(Action<CutBody, CutBodyStore> then) => OnCut((cut, store) =>
    {
        then(cut, store);
        return Task.CompletedTask;
    });

    /// <summary>Runs <paramref name="then"/> after a body was cut.</summary>
    public static Break OnCut(Func<CutBody, CutBodyStore, Task> then) =>
        Broken.Both(CurrentRequest.Track, Broken.Store((sound, directory) => new CutBodyStore(sound, directory, then)));

    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        _descriptions.TryRemove(upload.Id, out _);
        var stored = await base.AppendAsync(upload, body, scope);
        var kept = stored.Offset - upload.Offset;
        if (CurrentRequest.IsCut(kept))
        {
            var described = await GetInfoAsync(upload.Id, scope.Completion);
            await then(new CutBody(upload.Id, upload.Offset, kept, described?.Length), this);
        }

        return stored with { Offset = new FileInfo(DataFileOf(upload.Id)).Length };
    }

    /// <summary>Truncates the upload to at most <paramref name="length"/> bytes.</summary>
    public void Keep(string id, long length) => Truncate(id, length);

    /// <summary>Extends the upload with zeros to at least <paramref name="length"/> bytes.</summary>
    public void Extend(string id, long length)
    {
        using var file = new FileStream(DataFileOf(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(Math.Max(file.Length, length));
    }

    // After an append the server writes the offset that it acknowledges into the description, which would repair a description that is
    // wrong on purpose.
    public override ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope) =>
        base.UpdateAsync(_descriptions.TryRemove(upload.Id, out var change) ? change(upload) : upload, scope);

    /// <summary>Changes the stored description of the upload, and keeps the change when the server writes the description again.</summary>
    public async Task DescribeAsync(string id, Func<UploadInfo, UploadInfo> change)
    {
        if (await GetInfoAsync(id, CancellationToken.None) is { } upload)
        {
            await base.UpdateAsync(change(upload), default);
            _descriptions[id] = change;
        }
    }
}
