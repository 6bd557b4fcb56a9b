namespace Holdfast.Server.Stores;

/// <summary>A store that can learn more about an upload after its creation.</summary>
public interface IUpdatingStore : IUploadStore
{
    /// <summary>
    /// Keeps <see cref="UploadInfo.Length"/>, which is set for the first time, <see cref="UploadInfo.Completion"/>,
    /// <see cref="UploadInfo.PreFinishFailed"/>, and for an upload of the draft <see cref="UploadInfo.Offset"/> as the acknowledged offset:
    /// an upload with fewer bytes than that has lost a part of its state, and counts as removed (IETF draft, Upload Offset). Everything
    /// else stays unchanged. A reader, also after a crash, gets either the former state or the new one completely.
    /// </summary>
    ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope);
}
