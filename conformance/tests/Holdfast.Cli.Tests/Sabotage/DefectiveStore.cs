using System.IO.Pipelines;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Cli.Tests.Sabotage;

/// <summary>A file store with one defect in what it does after an append.</summary>
internal sealed class DefectiveStore(string directory, Action<FileInfo, long, long> afterAppend) : ITerminatingStore, IServingStore
{
    private readonly FileUploadStore _sound = new(directory);

    public ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope) => _sound.CreateAsync(wanted, scope);

    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
        _sound.GetInfoAsync(id, cancellationToken);

    public async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        var stored = await _sound.AppendAsync(upload, body, scope);
        afterAppend(new FileInfo(Path.Combine(directory, upload.Id)), upload.Offset, stored.Offset - upload.Offset);
        return stored;
    }

    public ValueTask TerminateAsync(UploadInfo upload, WriteScope scope) => _sound.TerminateAsync(upload, scope);

    public ValueTask<Stream?> OpenReadAsync(UploadInfo upload, long from, long count, CancellationToken cancellationToken) =>
        _sound.OpenReadAsync(upload, from, count, cancellationToken);
}
