namespace Holdfast.Server.Stores;

/// <summary>A store that can give the bytes back.</summary>
public interface IServingStore : IUploadStore
{
    /// <summary>
    /// The bytes of an upload that isn't complete can be read, too. Otherwise such a download is refused, and the digest of a draft's
    /// upload isn't verified, since that is done before it becomes complete.
    /// </summary>
    bool ServesUnfinished => true;

    /// <summary>
    /// Opens <paramref name="count"/> of the first <see cref="UploadInfo.Offset"/> bytes from <paramref name="from"/> on, or returns null
    /// when the upload doesn't exist. The stream is read once from its beginning to its end; it need not be seekable.
    /// </summary>
    ValueTask<Stream?> OpenReadAsync(UploadInfo upload, long from, long count, CancellationToken cancellationToken);
}
