namespace Holdfast.Server;

/// <summary>A store that can learn more about an upload after its creation: its length, and that it is complete.</summary>
public interface ILengthDeclaringStore : IUploadStore
{
    /// <summary>
    /// Keeps <see cref="UploadInfo.Length"/>, which is set for the first time, and <see cref="UploadInfo.Completion"/>, and everything else
    /// as it is. Whoever reads, also after a crash, gets the former state whole or the new one.
    /// </summary>
    ValueTask DeclareLengthAsync(UploadInfo upload, CancellationToken cancellationToken);
}
