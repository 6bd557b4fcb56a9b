namespace Holdfast.Client;

/// <summary>Keeps the URLs of unfinished uploads. An implementation must be safe for concurrent use.</summary>
public interface IUploadUrlStore
{
    /// <summary>The unfinished upload with this fingerprint; null if there is none.</summary>
    ValueTask<StoredUpload?> FindAsync(string fingerprint, CancellationToken cancellationToken);

    /// <summary>Keeps an upload in place of another one with this fingerprint.</summary>
    ValueTask SaveAsync(string fingerprint, StoredUpload upload, CancellationToken cancellationToken);

    /// <summary>Forgets the upload with this fingerprint, if there is one.</summary>
    ValueTask RemoveAsync(string fingerprint, CancellationToken cancellationToken);
}
