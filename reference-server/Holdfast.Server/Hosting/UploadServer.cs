using System.Net;
using System.Net.Sockets;
using Holdfast.Server.Capacity;
using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Health;
using Holdfast.Server.Interim;
using Holdfast.Server.Metrics;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Server.Hosting;

/// <summary>A host that serves only uploads: the command, the embedded target of a check, and tests start it.</summary>
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

    /// <summary>The creation URL, for example <c>http://127.0.0.1:41234/files/</c>; loopback when the server listens everywhere, and
    /// with the host <c>localhost</c> on a Unix socket.</summary>
    public Uri Url { get; }

    /// <summary>The extensions of tus that the server announces, with commas between them.</summary>
    public string Extensions => AsteriskForm.Uploads(_application).Metadata.GetMetadata<OfferedExtensions>()!.Tokens;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="UploadServerException">The address can't be listened on.</exception>
    public static async Task<UploadServer> StartAsync(UploadServerOptions options, CancellationToken cancellationToken = default)
    {
        ServicePaths.Check(options);
        var endPoint = await EndPointOfAsync(options, cancellationToken);
        var application = Build(options, endPoint);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            await application.DisposeAsync();
            if (exception is not (IOException or SocketException))
            {
                throw;
            }

            var reason = exception.Message.TrimEnd('.');
            throw new UploadServerException(
                options.UnixSocket is { } path
                    ? $"Can't listen on '{path}': {reason}. Choose another path, in a directory that is there."
                    : $"Can't listen on '{options.Host}' port '{options.Port}': {reason}. Choose another port, or 0 for any free one.",
                exception);
        }

        return new UploadServer(application, UrlOf(application, endPoint, options));
    }

    /// <summary>Takes no new connections, saves what arrived, answers running uploads with 503, and waits for them.</summary>
    public Task StopAsync() => _application.StopAsync();

    /// <summary>Stops and frees everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static WebApplication Build(UploadServerOptions options, EndPoint endPoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            Limit(kestrel, options.Uploads);
            kestrel.Listen(endPoint, listen => SpeakProtocols(kestrel, listen, options));
        });
        builder.Services.AddRoutingCore();
        _ = options.UseKestrelTransport ? builder.Services.KeepArrivedBytes() : builder.Services.AddUploadTransport();
        builder.Services.LimitCapacity(options.Capacity with
        {
            ReservedDescriptors = options.Capacity.ReservedDescriptors + options.Uploads.Store.Limits.Descriptors,
        });
        builder.Services.AddSingleton<IConnectionListenerFactory, Nowhere>();
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        if (options.HealthPath is not null)
        {
            builder.Services.AddHealthChecks().AddUploads(options.Uploads, options.HealthTimeout);
        }

        if (options.Tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        if (options.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        var application = LineEnds.Build(builder, options.AllowLoneLineFeed);
        RefusedRequests.Answer(application);
        options.Configure?.Invoke(application);
        AsteriskForm.Serve(application);
        application.MapUploads(options.BasePath, options.Uploads);
        if (options.MetricsPath is { } metrics)
        {
            application.MapUploadMetrics(metrics);
        }

        if (options.HealthPath is { } health)
        {
            application.MapUploadHealth(health);
        }

        return application;
    }

    // tusd's network timeout also bounds the header section and idle connections.
    private static void Limit(KestrelServerOptions kestrel, UploadOptions uploads)
    {
        kestrel.AddServerHeader = false;
        RequestFieldEncodings.Use(kestrel);
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = uploads.NetworkTimeout;
        kestrel.Limits.KeepAliveTimeout = uploads.NetworkTimeout;
    }

    private static void SpeakProtocols(KestrelServerOptions kestrel, ListenOptions listen, UploadServerOptions options)
    {
        listen.Protocols = options.Tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
        if (options.Tls is { } tls)
        {
            listen.UseHttps(ServerTls.Load(tls));
        }

        if (options.EnableH2c)
        {
            new PriorKnowledge(options.Uploads.NetworkTimeout, options.Uploads.TimeProvider).AddTo(kestrel, listen);
        }

        listen.UseInterimResponses();
    }

    private static async Task<EndPoint> EndPointOfAsync(UploadServerOptions options, CancellationToken cancellationToken)
    {
        if (options is { Tls: not null, EnableH2c: true })
        {
            throw new UploadServerException(
                "HTTP/2 without TLS was asked for together with TLS. Drop one: with TLS, HTTP/2 is there by itself.");
        }

        if (options.UnixSocket is { } path)
        {
            UnixSocketPath.Free(path);
            return new UnixDomainSocketEndPoint(path);
        }

        return new IPEndPoint(await ResolveAsync(options.Host, cancellationToken), options.Port);
    }

    private static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        // The resolver refuses 0.0.0.0 and ::, which are no address of any host (RFC 6890), though every address is listened on by them.
        if (IPAddress.TryParse(host, out var address))
        {
            return address;
        }

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

    private static Uri UrlOf(WebApplication application, EndPoint endPoint, UploadServerOptions options)
    {
        var scheme = options.Tls is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var path = options.BasePath.Trim('/');
        var builder = new UriBuilder(scheme, "localhost") { Path = path.Length == 0 ? "/" : $"/{path}/" };
        if (endPoint is IPEndPoint { Address: var address })
        {
            builder.Host = (address.Equals(IPAddress.Any) ? IPAddress.Loopback
                : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
                : address).ToString();
            builder.Port = application.Urls.Select(url => new Uri(url)).First(url => IPAddress.TryParse(url.Host, out _)).Port;
        }

        return builder.Uri;
    }
}
