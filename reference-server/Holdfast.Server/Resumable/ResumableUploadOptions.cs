using System.Security.Claims;
using Holdfast.Server.Core;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Resumable;

/// <summary>
/// The options that make an application's endpoints resumable; see <see cref="ResumableUploadsExtensions.UseResumableUploads"/>.
/// </summary>
public sealed record ResumableUploadOptions
{
    /// <summary>
    /// The store for requests until they are complete, and for their responses afterwards. Nothing else may serve uploads from it.
    /// </summary>
    public required IExchangeStore Store { get; init; }

    /// <summary>Keeps two requests from working on one upload at once. Default: locks in memory, enough for one process.</summary>
    public IUploadLocker Locker { get; init; } = new MemoryUploadLocker();

    /// <summary>The path below which the temporary resources of uploads are.</summary>
    public PathString UploadsPath { get; init; } = "/.well-known/holdfast-uploads";

    /// <summary>
    /// Which requests may be resumed. It is called before routing and authorization, and decides who may store bytes; a request for which
    /// it returns false is passed on as an ordinary request. Default: every request that asks for it.
    /// </summary>
    public Func<HttpContext, bool> Applies { get; init; } = _ => true;

    /// <summary>
    /// Names the owner of a request: an upload of another owner is answered with 404. Default: the name identifier of the authenticated
    /// user, or their name; null for unauthenticated users, whose uploads are protected only by their secret URLs.
    /// </summary>
    public Func<HttpContext, string?> Owner { get; init; } = context =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.User.Identity?.Name;

    /// <summary>
    /// The most bytes of an endpoint's response that are kept for a client that didn't receive it. Default: 1 MiB. A larger response is
    /// sent once; a request for it later gets 500.
    /// </summary>
    public int MaxKeptResponse { get; init; } = 1024 * 1024;

    /// <summary>
    /// The largest upload in bytes; 0, the default, means no limit. The host's own limit on bodies doesn't count for uploads.
    /// </summary>
    public long MaxSize { get; init; }

    /// <summary>The draft's further limits.</summary>
    public IetfOptions Ietf { get; init; } = new();

    /// <summary>
    /// When uploads are removed, if the store is an <see cref="IExpiringStore"/>. Default: a day after the last byte of an unfinished one,
    /// an hour after that of a finished one, whose answer can't be had again then.
    /// </summary>
    public ExpirationOptions Expiration { get; init; } = new() { Unfinished = TimeSpan.FromDays(1), Finished = TimeSpan.FromHours(1) };

    /// <summary>The time without a byte after which the bytes that arrived are saved and the request ends. Default: 60 s.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The time that a request waits for another one, also for the endpoint that works on the upload, before it is answered with 423.
    /// Default: 20 s.
    /// </summary>
    public TimeSpan AcquireLockTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The clock of every timeout here.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>See <see cref="UploadOptions.Observer"/>.</summary>
    internal IUploadObserver? Observer { get; init; }

    /// <summary>See <see cref="UploadOptions.Delivery"/>.</summary>
    internal Delivery? Delivery { get; init; }

    /// <summary>The same for the core.</summary>
    internal UploadOptions ForCore() => new()
    {
        Store = Store,
        Locker = Locker,
        MaxSize = MaxSize,
        Ietf = Ietf,
        Expiration = Expiration,
        NetworkTimeout = NetworkTimeout,
        AcquireLockTimeout = AcquireLockTimeout,
        TimeProvider = TimeProvider,
        Observer = Observer,
        Delivery = Delivery,
        Cors = null,
    };
}
