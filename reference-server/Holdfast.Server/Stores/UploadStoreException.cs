namespace Holdfast.Server.Stores;

/// <summary>
/// A store, or a locker, can't carry out a call. The client gets 503 with <c>Retry-After</c>, or 500; the log gets the message.
/// </summary>
/// <param name="message">The message: the failure, and the file or object.</param>
/// <param name="isTransient">
/// The cause lies outside of the upload (a full disk, a missing directory), so a retry may help. Otherwise the stored upload is damaged.
/// </param>
/// <param name="cause">The error of the system under the store.</param>
public sealed class UploadStoreException(string message, bool isTransient, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Asking again may help.</summary>
    public bool IsTransient => isTransient;

    /// <summary>There is no room; only a removal makes some.</summary>
    internal bool IsFull { get; init; }

    /// <summary>Of an upload that can't be read: when it last changed, so that it can expire all the same.</summary>
    public DateTimeOffset? LastChanged { get; init; }
}
