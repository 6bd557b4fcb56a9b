namespace Holdfast.Server;

/// <summary>A store that can remove uploads.</summary>
public interface ITerminatingStore : IUploadStore
{
    /// <summary>Removes the upload and frees its space; an upload that is gone already is no error.</summary>
    ValueTask TerminateAsync(string id, CancellationToken cancellationToken);
}
