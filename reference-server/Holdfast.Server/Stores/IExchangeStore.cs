namespace Holdfast.Server.Stores;

/// <summary>
/// A store that also keeps <see cref="UploadInfo.Exchange"/>, from the creation until the upload is removed.
/// </summary>
public interface IExchangeStore : IServingStore, IUpdatingStore, ITerminatingStore
{
    /// <summary>
    /// Replaces <see cref="UploadInfo.Exchange"/> and changes nothing else. A reader, also after a crash, gets either the former state or
    /// the new one completely.
    /// </summary>
    ValueTask<UploadInfo> KeepExchangeAsync(UploadInfo upload, WriteScope scope);
}
