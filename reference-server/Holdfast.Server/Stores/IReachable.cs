namespace Holdfast.Server.Stores;

/// <summary>
/// A store, or a locker, that depends on something that can be away: a directory, a bucket, a Redis. It says so to whoever asks whether the
/// server is ready.
/// </summary>
public interface IReachable
{
    /// <summary>Tries whether it can be used now, at little cost: orchestrators ask every few seconds.</summary>
    /// <exception cref="UploadStoreException">It can't, and the message says why and what to do.</exception>
    ValueTask DemandReachableAsync(CancellationToken cancellationToken);
}
