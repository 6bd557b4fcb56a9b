using Holdfast.Client.Exchanges;
using Holdfast.Client.Sources;

namespace Holdfast.Client.Uploads;

/// <summary>The state of one upload, or of one part of it.</summary>
internal sealed class UploadJob(
    UploadRequest request, UploadClientOptions options, ContentReader reader, UploadTransport transport, UploadMeter meter,
    string? fingerprint)
{
    private long _position;
    private long _furthest;

    public UploadRequest Request => request;

    public UploadClientOptions Options => options;

    public ContentReader Reader => reader;

    public UploadTransport Transport => transport;

    public UploadMeter Meter => meter;

    /// <summary>The upload's URL; null while the server has named none.</summary>
    public Uri? Url { get; private set; }

    /// <summary>The server's offset; null while it has to be asked for.</summary>
    public long? Offset { get; private set; }

    /// <summary>The most bytes that the server said it has stored.</summary>
    public long Stored { get; private set; }

    /// <summary>Whether an earlier call began it.</summary>
    public bool IsResumed { get; set; }

    /// <summary>Whether the server knows the length.</summary>
    public bool IsLengthDeclared { get; set; }

    /// <summary>Whether a request was sent that completes the upload.</summary>
    public bool IsCompletionSent { get; set; }

    /// <summary>Whether the server may have completed the upload: all content and the request that completes it were sent.</summary>
    public bool MayBeComplete => IsCompletionSent && reader.Length is { } length && Math.Max(_furthest, Stored) >= length;

    /// <summary>When the server removes it; null if it did not say.</summary>
    public DateTimeOffset? Expires { get; set; }

    public bool IsExpired => Expires is { } expires && options.TimeProvider.GetUtcNow() >= expires;

    /// <summary>Looks for the URL of an earlier call.</summary>
    public async Task FindAsync(CancellationToken cancellationToken)
    {
        if (request.UploadUrl is { } given)
        {
            (Url, IsResumed) = (given, true);
        }
        else if (fingerprint is not null && options.UrlStore is { } store
            && await store.FindAsync(fingerprint, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            (Url, Expires) = (UploadUrl.Parse(stored.Url), stored.Expires);
            IsResumed = Url is not null;
        }
    }

    /// <summary>The server has named the upload.</summary>
    public async Task NameAsync(Uri url, CancellationToken cancellationToken)
    {
        Name(url);
        await KeepAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="NameAsync"/>, without keeping the URL yet.</summary>
    public void Name(Uri url) => Url = url;

    /// <summary>Keeps the URL for a later call.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (fingerprint is not null && options.UrlStore is { } store && Url is { } url)
        {
            await store.SaveAsync(fingerprint, new StoredUpload(url.OriginalString, Expires), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets the URL that a later call would find.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (fingerprint is not null && options.UrlStore is { } store && Url is not null)
        {
            await store.RemoveAsync(fingerprint, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The server's offset, as it said it.</summary>
    /// <exception cref="UploadException">The content cannot be read from there.</exception>
    public async Task MoveToAsync(long offset, CancellationToken cancellationToken)
    {
        if (offset < reader.First)
        {
            throw Error(
                UploadFailure.SourceFailed,
                $"The server's offset went back to {offset}, but the stream cannot seek, and its bytes before {reader.First} are gone. "
                    + "Use a stream that can seek, or a file.");
        }

        if (!IsResumed && offset > _furthest)
        {
            throw Error(UploadFailure.ProtocolViolation, $"The server's offset is {offset}, but only {_furthest} bytes were sent.");
        }

        await reader.ReleaseAsync(offset, cancellationToken).ConfigureAwait(false);
        if (offset > reader.Length)
        {
            throw Error(
                UploadFailure.ProtocolViolation, $"The server's offset is {offset}, but the content has only {reader.Length} bytes.");
        }

        meter.Moved(offset - _position, Math.Max(offset, Stored) - Stored);
        (Offset, _position, Stored) = (offset, offset, Math.Max(offset, Stored));
    }

    /// <summary>The server said during a request that it has stored this much.</summary>
    public void Acknowledge(long offset)
    {
        if (offset > Stored && !(offset > reader.Length))
        {
            meter.Moved(0, offset - Stored);
            meter.Report(UploadState.Sending, isUrgent: false);
            Stored = offset;
        }
    }

    public void Sent(int count)
    {
        _position += count;
        _furthest = Math.Max(_furthest, _position);
        meter.Sent(count);
    }

    /// <summary>What was sent last may not have arrived.</summary>
    public void LoseOffset() => Offset = null;

    /// <summary>
    /// Begins anew, because the server has lost the upload. The kept URL stays until another takes its place: the server may have hidden
    /// the upload only because of credentials that are no longer valid.
    /// </summary>
    public void Restart()
    {
        meter.Moved(-_position, -Stored);
        (Url, Offset, Stored, _position, _furthest, Expires) = (null, null, 0, 0, 0, null);
        (IsResumed, IsLengthDeclared, IsCompletionSent) = (false, false, false);
    }

    public UploadException Error(UploadFailure reason, string message, UploadResponse? response = null) =>
        new(reason, message, response) { Url = Url };
}
