namespace Holdfast.Server;

/// <summary>A store that takes uploads without a length and learns it later.</summary>
public interface ILengthDeclaringStore : IUploadStore
{
    /// <summary>Keeps <see cref="UploadInfo.Length"/>, which is set for the first time, and everything else as it is.</summary>
    ValueTask DeclareLengthAsync(UploadInfo upload, CancellationToken cancellationToken);
}
