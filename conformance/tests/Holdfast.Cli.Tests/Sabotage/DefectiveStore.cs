using System.IO.Pipelines;
using Holdfast.Server;

namespace Holdfast.Cli.Tests.Sabotage;

/// <summary>A file store with one defect in what it does after an append.</summary>
internal sealed class DefectiveStore(string directory, Action<FileInfo, long, long> afterAppend) : ITerminatingStore, IServingStore
{
    private readonly FileUploadStore _sound = new(directory);

    public ValueTask<bool> CreateAsync(UploadInfo upload, CancellationToken cancellationToken) => _sound.CreateAsync(upload, cancellationToken);

    public ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) => _sound.GetInfoAsync(id, cancellationToken);

    public async ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken)
    {
        var kept = await _sound.AppendAsync(id, offset, body, cancellationToken);
        afterAppend(new FileInfo(Path.Combine(directory, id)), offset, kept);
        return kept;
    }

    public ValueTask TerminateAsync(string id, CancellationToken cancellationToken) => _sound.TerminateAsync(id, cancellationToken);

    public ValueTask<Stream?> OpenReadAsync(UploadInfo upload, CancellationToken cancellationToken) => _sound.OpenReadAsync(upload, cancellationToken);
}
