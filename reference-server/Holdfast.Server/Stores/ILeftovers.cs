namespace Holdfast.Server.Stores;

/// <summary>A store or a locker in which a crash can leave files or objects that belong to no upload.</summary>
public interface ILeftovers
{
    /// <summary>
    /// Removes leftovers that are not in use: those that haven't changed since <paramref name="unchangedSince"/>, or that are certain to be
    /// unused without a date. Returns their names. If some can't be examined, it throws an <see cref="UploadStoreException"/> after it has
    /// treated all others.
    /// </summary>
    IAsyncEnumerable<string> RemoveLeftoversAsync(DateTimeOffset unchangedSince, CancellationToken cancellationToken);
}
