namespace Holdfast.Server.Stores;

/// <summary>
/// A store whose uploads can be searched for expired ones. It sets <see cref="UploadInfo.LastChanged"/>.
/// </summary>
public interface IExpiringStore : ITerminatingStore
{
    /// <summary>
    /// The ids of all uploads that haven't changed since then, and of those whose date the store doesn't know without reading them. Uploads
    /// that are created or removed meanwhile may be included or not.
    /// </summary>
    IAsyncEnumerable<string> ListAsync(DateTimeOffset unchangedSince);

    /// <summary>
    /// Removes an upload under its lock, unless it has changed since <paramref name="upload"/> was read, which was before the lock was
    /// taken.
    /// </summary>
    /// <returns>False when it has changed or was removed.</returns>
    async ValueTask<bool> ExpireAsync(UploadInfo upload, WriteScope scope)
    {
        if (await GetInfoAsync(upload.Id, scope.Completion) is not { } now || now.LastChanged != upload.LastChanged)
        {
            return false;
        }

        await TerminateAsync(now, scope);
        return true;
    }
}
