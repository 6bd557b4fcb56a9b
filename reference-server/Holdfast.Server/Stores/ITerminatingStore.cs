namespace Holdfast.Server.Stores;

/// <summary>A store that can remove uploads.</summary>
public interface ITerminatingStore : IUploadStore
{
    /// <summary>
    /// Removes the upload and frees its space; an upload that is gone already is no error. Of one that can't be read, or that a crash left
    /// without a description, the id alone is known.
    /// </summary>
    ValueTask TerminateAsync(UploadInfo upload, WriteScope scope);
}
