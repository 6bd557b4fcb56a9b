using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Server;

/// <summary>A host of its own for uploads: the command, the embedded target of a check, and tests start it.</summary>
public sealed class UploadServer : IAsyncDisposable
{
    // Go's HTTP server, and so tusd, takes header sections of 1 MiB; Kestrel's 32 KiB would refuse 64 KiB of metadata. In between:
    // enough for any real metadata, little enough for thousands of connections.
    private const int MaxHeaderBytes = 256 * 1024;

    private readonly WebApplication _application;

    private UploadServer(WebApplication application, Uri url)
    {
        _application = application;
        Url = url;
    }

    /// <summary>The creation URL, for example <c>http://127.0.0.1:41234/files/</c>; loopback when the server listens everywhere.</summary>
    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="UploadServerException">The address can't be listened on.</exception>
    public static async Task<UploadServer> StartAsync(UploadServerOptions options, CancellationToken cancellationToken = default)
    {
        var address = await ResolveAsync(options.Host, cancellationToken);
        var application = Build(options, new IPEndPoint(address, options.Port));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new UploadServerException(
                $"Can't listen on '{options.Host}' port '{options.Port}': {exception.Message} Choose another port, or 0 for any free one.",
                exception);
        }

        return new UploadServer(application, UrlOf(application, address, options.BasePath));
    }

    /// <summary>Takes no new connections, saves what arrived, answers running uploads with 503, and waits for them.</summary>
    public Task StopAsync() => _application.StopAsync();

    /// <summary>Stops and frees everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static WebApplication Build(UploadServerOptions options, IPEndPoint endPoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options.Uploads, endPoint));
        builder.Services.AddRoutingCore().KeepArrivedBytes();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        if (options.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        var application = builder.Build();
        options.Configure?.Invoke(application);
        application.MapUploads(options.BasePath, options.Uploads);
        return application;
    }

    // tusd's network timeout also bounds the header section and idle connections.
    private static void Limit(KestrelServerOptions kestrel, UploadOptions uploads, IPEndPoint endPoint)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = uploads.NetworkTimeout;
        kestrel.Limits.KeepAliveTimeout = uploads.NetworkTimeout;
        kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, cancellationToken))[0];
        }
        catch (SocketException exception)
        {
            throw new UploadServerException(
                $"Host '{host}' has no address: {exception.Message}. Give an IP address of this machine or 'localhost'.", exception);
        }
    }

    private static Uri UrlOf(WebApplication application, IPAddress address, string basePath)
    {
        var port = new Uri(application.Urls.Single()).Port;
        var reachable = address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : address;
        var path = basePath.Trim('/');
        return new UriBuilder(Uri.UriSchemeHttp, reachable.ToString(), port, path.Length == 0 ? "/" : $"/{path}/").Uri;
    }
}
