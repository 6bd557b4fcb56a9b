namespace Holdfast.Server.Stores;

/// <summary>A store that can make one upload of others.</summary>
public interface IConcatenatingStore : IUploadStore
{
    /// <summary>
    /// Fills an empty final upload with its parts' bytes, in order, and keeps its length, which is their sum. It gets all of them in one
    /// step or, also after a crash, stays empty. The parts are complete, locked and not changed; a part may occur repeatedly.
    /// </summary>
    /// <returns>The final upload, which <see cref="UploadInfo.HasAllBytes"/>.</returns>
    ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope);
}
