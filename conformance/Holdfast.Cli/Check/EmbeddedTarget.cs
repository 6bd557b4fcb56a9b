using Holdfast.Cli.Check.Stores;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Stores;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores;

namespace Holdfast.Cli.Check;

/// <summary>The reference server on a real socket in this process, with a store of its own.</summary>
internal sealed class EmbeddedTarget : ITargetHost
{
    /// <summary>Its name in reports and in the files of walks.</summary>
    public const string WellKnownName = "the embedded reference server";

    /// <summary>Announced as Tus-Max-Size, so that the cases about it have something to judge.</summary>
    private const long MaxSize = 1L << 40;

    /// <summary>Announced as Upload-Expires; far beyond any run.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Announced in Upload-Limit for the same reason; larger than anything that a case sends.</summary>
    private const long MaxAppendSize = 1L << 30;

    private readonly UploadServer _server;
    private readonly IEmbeddedStore _store;

    private EmbeddedTarget(UploadServer server, IEmbeddedStore store)
    {
        (_server, _store) = (server, store);
        StoreLinkLauncher = store.Address is null ? null : new EmbeddedLinkLauncher(store);
    }

    public Uri Url => _server.Url;

    public string Name => WellKnownName;

    public string? Version => ConformanceRun.Version;

    public string? Store => _store.Name;

    public IStoreLinkLauncher? StoreLinkLauncher { get; }

    /// <summary>Starts it over files, or over S3.</summary>
    public static async Task<EmbeddedTarget> StartAsync(bool onS3, CancellationToken stop)
    {
        IEmbeddedStore store = onS3 ? await EmbeddedS3.StartAsync(stop) : new EmbeddedFiles();
        return new EmbeddedTarget(await StartServerAsync(store.Store, store.NetworkTimeout, stop), store);
    }

    /// <summary>Starts the server alone.</summary>
    public static Task<UploadServer> StartServerAsync(IUploadStore store, TimeSpan networkTimeout, CancellationToken stop) =>
        UploadServer.StartAsync(
            new UploadServerOptions
            {
                Host = "127.0.0.1",
                Port = 0,
                EnableH2c = true,
                Uploads = new UploadOptions
                {
                    Store = store,
                    MaxSize = MaxSize,
                    NetworkTimeout = networkTimeout,
                    Ietf = new IetfOptions { MaxAppendSize = MaxAppendSize },
                    Expiration = new ExpirationOptions { Unfinished = Lifetime },
                },
            },
            stop);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }
}
