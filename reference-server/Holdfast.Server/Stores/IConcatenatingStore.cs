namespace Holdfast.Server;

/// <summary>A store that can make one upload of others.</summary>
public interface IConcatenatingStore : IUploadStore
{
    /// <summary>
    /// Fills an empty final upload with its parts' bytes, in order, and keeps its length, which is their sum. It becomes complete in one
    /// step or, also after a crash, stays empty. The parts are complete and locked, and stay as they are; one may be there repeatedly.
    /// </summary>
    ValueTask ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, CancellationToken cancellationToken);
}
