using System.Collections.Concurrent;

namespace Holdfast.Client;

/// <summary>Keeps URLs in memory, as long as the process lives.</summary>
public sealed class MemoryUrlStore : IUploadUrlStore
{
    private readonly ConcurrentDictionary<string, StoredUpload> _uploads = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<StoredUpload?> FindAsync(string fingerprint, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_uploads.GetValueOrDefault(fingerprint));

    /// <inheritdoc/>
    public ValueTask SaveAsync(string fingerprint, StoredUpload upload, CancellationToken cancellationToken)
    {
        _uploads[fingerprint] = upload;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string fingerprint, CancellationToken cancellationToken)
    {
        _uploads.TryRemove(fingerprint, out _);
        return ValueTask.CompletedTask;
    }
}
