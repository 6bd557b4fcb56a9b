namespace Holdfast.Server.Stores;

/// <summary>A store that can learn more about an upload after its creation.</summary>
public interface IUpdatingStore : IUploadStore
{
    /// <summary>
    /// Keeps <see cref="UploadInfo.Length"/>, which is set for the first time, <see cref="UploadInfo.Completion"/>, and of a draft's upload
    /// <see cref="UploadInfo.Offset"/> as what was acknowledged: an upload of which less is found later has lost a part of its state, and
    /// counts as gone (IETF draft, Upload Offset). Everything else stays as it is. A reader, also after a crash, gets either the former
    /// state or the new one completely.
    /// </summary>
    ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope);
}
