using System.IO.Pipelines;
using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>The file store as it is, for a defect to override one thing.</summary>
internal abstract class StoreDecorator(IUploadStore sound, string directory)
    : IServingStore, IUpdatingStore, IVerifyingStore, IConcatenatingStore, IExpiringStore
{
    private readonly FileUploadStore _sound = (FileUploadStore)sound;

    public virtual bool StoresAsItAdvances => _sound.StoresAsItAdvances;

    public virtual ValueTask<bool> CreateAsync(UploadInfo upload, CancellationToken cancellationToken) => _sound.CreateAsync(upload, cancellationToken);

    public virtual ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) => _sound.GetInfoAsync(id, cancellationToken);

    public virtual ValueTask<long> AppendAsync(string id, long offset, PipeReader body, CancellationToken cancellationToken) =>
        _sound.AppendAsync(id, offset, body, cancellationToken);

    public virtual ValueTask<long> AppendVerifiedAsync(
        string id, long offset, PipeReader body, Func<bool> isSound, CancellationToken cancellationToken) =>
        _sound.AppendVerifiedAsync(id, offset, body, isSound, cancellationToken);

    public virtual ValueTask UpdateAsync(UploadInfo upload, CancellationToken cancellationToken) => _sound.UpdateAsync(upload, cancellationToken);

    public virtual ValueTask ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, CancellationToken cancellationToken) =>
        _sound.ConcatenateAsync(final, parts, cancellationToken);

    public virtual ValueTask TerminateAsync(string id, CancellationToken cancellationToken) => _sound.TerminateAsync(id, cancellationToken);

    public virtual ValueTask<Stream?> OpenReadAsync(UploadInfo upload, CancellationToken cancellationToken) => _sound.OpenReadAsync(upload, cancellationToken);

    public virtual IAsyncEnumerable<string> ListAsync() => _sound.ListAsync();

    /// <summary>The upload's data file, whose length is the offset.</summary>
    protected string DataFileOf(string id) => Path.Combine(directory, id);

    /// <summary>Cuts the data file, as a store does that loses what it had.</summary>
    protected void Truncate(string id, long length)
    {
        using var file = new FileStream(DataFileOf(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(Math.Clamp(length, 0, file.Length));
    }
}
