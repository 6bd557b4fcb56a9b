namespace Holdfast.Server;

/// <summary>A store that can give the bytes back.</summary>
public interface IServingStore : IUploadStore
{
    /// <summary>Opens a seekable stream over the first <see cref="UploadInfo.Offset"/> bytes, or null when the upload is gone.</summary>
    ValueTask<Stream?> OpenReadAsync(UploadInfo upload, CancellationToken cancellationToken);
}
