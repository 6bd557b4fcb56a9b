using System.IO.Pipelines;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Sabotage.Stores;

/// <summary>Passes every call to the sound file store; a defect overrides what it does wrong.</summary>
internal abstract class StoreDecorator(IUploadStore sound, string directory)
    : IServingStore, IUpdatingStore, IVerifyingStore, IConcatenatingStore, IExpiringStore
{
    private readonly FileUploadStore _sound = (FileUploadStore)sound;

    public virtual ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope) => _sound.CreateAsync(wanted, scope);

    public virtual ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
        _sound.GetInfoAsync(id, cancellationToken);

    public virtual ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope) =>
        _sound.AppendAsync(upload, body, scope);

    public virtual ValueTask<UploadInfo> AppendVerifiedAsync(UploadInfo upload, PipeReader body, Func<bool> isSound, WriteScope scope) =>
        _sound.AppendVerifiedAsync(upload, body, isSound, scope);

    public virtual ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope) => _sound.UpdateAsync(upload, scope);

    public virtual ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope) =>
        _sound.ConcatenateAsync(final, parts, scope);

    public virtual ValueTask TerminateAsync(UploadInfo upload, WriteScope scope) => _sound.TerminateAsync(upload, scope);

    public virtual ValueTask<Stream?> OpenReadAsync(UploadInfo upload, long from, long count, CancellationToken cancellationToken) =>
        _sound.OpenReadAsync(upload, from, count, cancellationToken);

    public virtual IAsyncEnumerable<string> ListAsync(DateTimeOffset unchangedSince) => _sound.ListAsync(unchangedSince);

    /// <summary>The upload with so many more bytes.</summary>
    protected static UploadInfo With(UploadInfo upload, long kept) =>
        upload with { Offset = upload.Offset + kept, LastChanged = TimeProvider.System.GetUtcNow() };

    /// <summary>The upload's data file, whose length is the offset.</summary>
    protected string DataFileOf(string id) => Path.Combine(directory, id);

    /// <summary>Truncates the data file, as if the store had lost bytes.</summary>
    protected void Truncate(string id, long length)
    {
        using var file = new FileStream(DataFileOf(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(Math.Clamp(length, 0, file.Length));
    }
}
