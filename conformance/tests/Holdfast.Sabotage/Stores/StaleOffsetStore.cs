using System.Collections.Concurrent;
using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Stores;

/// <summary>While an append runs, reports the offset that the upload had before it.</summary>
internal sealed class StaleOffsetStore(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    private readonly ConcurrentDictionary<string, long> _running = new();

    public override async ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
        await base.GetInfoAsync(id, cancellationToken) is not { } upload ? null
        : _running.TryGetValue(id, out var offset) ? upload with { Offset = offset }
        : upload;

    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        _running.TryAdd(upload.Id, upload.Offset);
        try
        {
            return await base.AppendAsync(upload, body, scope);
        }
        finally
        {
            _running.TryRemove(upload.Id, out _);
        }
    }
}
