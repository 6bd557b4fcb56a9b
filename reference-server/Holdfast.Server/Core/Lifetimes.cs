using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>When uploads expire. tus 1.0.0, Expiration: unfinished uploads may be removed after a date that the server announces.</summary>
internal sealed class Lifetimes(UploadOptions options)
{
    /// <summary>The shorter of both lifetimes: an upload that changed more recently hasn't expired. Null when nothing expires.</summary>
    public TimeSpan? Shortest => options.Expiration is { } both && both.Unfinished < both.Finished ? both.Unfinished
        : options.Expiration?.Finished ?? options.Expiration?.Unfinished;

    /// <summary>The moment from which the upload may be removed; null when it stays.</summary>
    public DateTimeOffset? EndOf(UploadInfo upload)
    {
        var lifetime = upload.HasAllBytes ? options.Expiration?.Finished : options.Expiration?.Unfinished;
        return upload.LastChanged + lifetime;
    }

    /// <summary>That moment has come.</summary>
    public bool IsOver(UploadInfo upload) => EndOf(upload) <= options.TimeProvider.GetUtcNow();

    /// <summary>
    /// The same for an upload that may be finished or unfinished: it expires when both lifetimes are over.
    /// </summary>
    public bool IsOver(DateTimeOffset lastChanged)
    {
        var (unfinished, finished) = (options.Expiration?.Unfinished, options.Expiration?.Finished);
        return lastChanged + (unfinished > finished ? unfinished : finished ?? unfinished) <= options.TimeProvider.GetUtcNow();
    }
}
