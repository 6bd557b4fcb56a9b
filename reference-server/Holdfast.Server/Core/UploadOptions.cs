using Holdfast.Server.Cors;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>The options for storing and serving uploads. Defaults are tusd v2's.</summary>
public sealed record UploadOptions
{
    /// <summary>The store of the uploads.</summary>
    public required IUploadStore Store { get; init; }

    /// <summary>
    /// Keeps two requests from changing one upload at the same time. Default: locks in memory, enough for one process (tusd: memory
    /// locker).
    /// </summary>
    public IUploadLocker Locker { get; init; } = new MemoryUploadLocker();

    /// <summary>The largest upload in bytes; 0, the default, means no limit (tusd: <c>-max-size</c>).</summary>
    public long MaxSize { get; init; }

    /// <summary>
    /// The largest length that an upload can have: <see cref="MaxSize"/>, the store's own limit, or all that the wire can say.
    /// </summary>
    internal long MaxLength => StoreLimits.Stricter(MaxSize, Store.Limits.MaxSize);

    /// <summary>That is less than all that the wire can say, or was set to it.</summary>
    internal bool HasMaxLength => MaxSize > 0 || Store.Limits.MaxSize > 0;

    /// <summary>
    /// The time without a byte after which the bytes that arrived are saved and the request ends. Default: 60 s (tusd:
    /// <c>-network-timeout</c>).
    /// </summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a request waits for another request to release the upload. Default: 20 s (tusd: <c>-acquire-lock-timeout</c>).
    /// </summary>
    public TimeSpan AcquireLockTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the store may still work for a request that was stopped. Default: 10 s (tusd: <c>-request-completion-timeout</c>).
    /// </summary>
    public TimeSpan RequestCompletionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time for which a connection stays open after a response that was sent before the end of the body, so that a reset doesn't
    /// destroy the response while the client still sends. Default: 1 s, some round trips; Kestrel itself would wait 5 s.
    /// </summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No GET (tusd: <c>-disable-download</c>).</summary>
    public bool DisableDownload { get; init; }

    /// <summary>No DELETE, and the extension isn't announced (tusd: <c>-disable-termination</c>).</summary>
    public bool DisableTermination { get; init; }

    /// <summary>The rules for scripts of other origins; null leaves CORS to the application (tusd: <c>-disable-cors</c>).</summary>
    public CorsOptions? Cors { get; init; } = new();

    /// <summary>
    /// Believes <c>Forwarded</c> and <c>X-Forwarded-*</c> about the URL that the client used, for Location (tusd: <c>-behind-proxy</c>).
    /// </summary>
    public bool BehindProxy { get; init; }

    /// <summary>
    /// The creation URL as clients know it, for example <c>https://uploads.example/api/uploads/</c>: for Location, whatever a request
    /// names, and for the parts in Upload-Concat. Null, the default, takes it from each request.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>A URL that can be <see cref="PublicUrl"/>: absolute, of http or https, with nothing but a host and a path.</summary>
    internal static bool IsCreationUrl(Uri url) =>
        url is { IsAbsoluteUri: true, Scheme: "http" or "https" } && (url.UserInfo + url.Query + url.Fragment).Length == 0;

    /// <summary>No <c>Upload-Concat</c>, and the extension isn't announced (tusd: <c>-disable-concatenation</c>).</summary>
    public bool DisableConcatenation { get; init; }

    /// <summary>A final upload must name finished parts, as in tusd; otherwise it may be requested earlier and waits for them.</summary>
    public bool DisableUnfinishedConcatenation { get; init; }

    /// <summary>
    /// The most parts that a final upload may name. Default: 5,000, some hundred times what clients send at once; each is looked up and
    /// locked before a byte is copied. 0 means no limit (tusd has none).
    /// </summary>
    public int MaxParts { get; init; } = 5_000;

    /// <summary>
    /// The most bytes that a final upload may have beyond the sum of its parts, by naming some repeatedly. Without a limit, a request of 33
    /// KB could write gigabytes that no client sent. Default: 16 MiB, which a client sends within seconds if it has to. 0 means no limit
    /// (tusd has none).
    /// </summary>
    public long MaxRepeatedBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Removes the parts once their final upload is complete; another final upload can't use them then. Default: they stay, as in tusd.
    /// </summary>
    public bool RemovePartsAfterConcatenation { get; init; }

    /// <summary>A body with <c>Upload-Checksum</c> is refused, and the extension isn't announced.</summary>
    public bool DisableChecksum { get; init; }

    /// <summary>When uploads are removed by themselves. Default: never, as in tusd.</summary>
    public ExpirationOptions? Expiration { get; init; }

    /// <summary>
    /// The bytes a second below which a body is cut, on average over five seconds; 0, the default, means none (tusd has none).
    /// </summary>
    public long MinimumBodyRate { get; init; }

    /// <summary>How many bodies are taken at once; more are refused with 503. 0, the default, means no limit (tusd has none).</summary>
    public int MaxConcurrentUploads { get; init; }

    /// <summary>
    /// The IETF draft at the same URLs as tus; null serves tus alone. Default: on (tusd: <c>-enable-experimental-protocol</c>).
    /// </summary>
    public IetfOptions? Ietf { get; init; } = new();

    /// <summary>The observer of the steps of each upload's life; null for none.</summary>
    internal IUploadObserver? Observer { get; init; }

    /// <summary>How steps are delivered from an <see cref="IOutboxStore"/>; null when none are.</summary>
    internal Delivery? Delivery { get; init; }

    /// <summary>The clock of every timeout here.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
