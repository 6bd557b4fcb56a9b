namespace Holdfast.Server;

/// <summary>When uploads expire. tus 1.0.0, Expiration: unfinished uploads may be removed after a date that the server tells.</summary>
internal sealed class Lifetimes(UploadOptions options)
{
    /// <summary>The moment from which the upload may be removed; null when it stays.</summary>
    public DateTimeOffset? EndOf(UploadInfo upload)
    {
        var lifetime = upload.IsComplete ? options.Expiration?.Finished : options.Expiration?.Unfinished;
        return upload.LastChanged + lifetime;
    }

    /// <summary>
    /// Asks the store when a new or grown upload last changed. Only where lifetimes exist: nobody else pays for the question.
    /// </summary>
    public async ValueTask<UploadInfo> RefreshAsync(UploadInfo upload, CancellationToken cancellationToken) =>
        options.Expiration is null ? upload : await options.Store.GetInfoAsync(upload.Id, cancellationToken) ?? upload;

    /// <summary>That moment has come.</summary>
    public bool IsOver(UploadInfo upload) => EndOf(upload) <= options.TimeProvider.GetUtcNow();

    /// <summary>
    /// The same for an upload of which nobody knows whether it is finished: it lives as long as either kind would.
    /// </summary>
    public bool IsOver(DateTimeOffset lastChanged)
    {
        var (unfinished, finished) = (options.Expiration?.Unfinished, options.Expiration?.Finished);
        return lastChanged + (unfinished > finished ? unfinished : finished ?? unfinished) <= options.TimeProvider.GetUtcNow();
    }
}
