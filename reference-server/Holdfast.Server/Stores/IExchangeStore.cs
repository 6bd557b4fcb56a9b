namespace Holdfast.Server.Stores;

/// <summary>
/// A store that also keeps what an upload is for: <see cref="UploadInfo.Exchange"/>, from the creation on. It goes when the upload goes.
/// </summary>
public interface IExchangeStore : IServingStore, IUpdatingStore, ITerminatingStore
{
    /// <summary>
    /// Keeps <see cref="UploadInfo.Exchange"/> in place of the former one, and everything else as it is. Whoever reads, also after a crash,
    /// gets the former state whole or the new one.
    /// </summary>
    ValueTask<UploadInfo> KeepExchangeAsync(UploadInfo upload, WriteScope scope);
}
