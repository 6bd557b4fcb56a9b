namespace Holdfast.Server.Stores;

/// <summary>A store or a locker in which a crash can leave what belongs to no upload.</summary>
public interface ILeftovers
{
    /// <summary>
    /// Removes what nobody needs and nobody is working on: what hasn't changed since <paramref name="unchangedSince"/>, or is certain
    /// without a date. Gives the names of what it removed. What can't be looked at is told at the end by an
    /// <see cref="UploadStoreException"/>, and hides nothing else.
    /// </summary>
    IAsyncEnumerable<string> RemoveLeftoversAsync(DateTimeOffset unchangedSince, CancellationToken cancellationToken);
}
