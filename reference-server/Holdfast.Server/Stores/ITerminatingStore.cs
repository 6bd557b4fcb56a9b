namespace Holdfast.Server.Stores;

/// <summary>A store that can remove uploads.</summary>
public interface ITerminatingStore : IUploadStore
{
    /// <summary>
    /// Removes the upload and frees its space; it is no error when the upload doesn't exist. Only the id is known of an upload that can't
    /// be read, or that a crash left without a description.
    /// </summary>
    ValueTask TerminateAsync(UploadInfo upload, WriteScope scope);
}
