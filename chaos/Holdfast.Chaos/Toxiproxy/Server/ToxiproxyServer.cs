using System.Diagnostics.CodeAnalysis;
using System.Net;
using Holdfast.Chaos.Connections;
using Holdfast.Chaos.Toxiproxy.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Chaos;

/// <summary>Toxiproxy's HTTP API over proxies of this process, so that any Toxiproxy client can drive them.</summary>
public sealed class ToxiproxyServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ProxyRegistry _proxies;

    private ToxiproxyServer(WebApplication application, ProxyRegistry proxies, Uri url) =>
        (_application, _proxies, Url) = (application, proxies, url);

    /// <summary>Where the API is, with the port that was bound.</summary>
    public Uri Url { get; }

    /// <summary>Starts the API without any proxy.</summary>
    /// <exception cref="ChaosProxyException">The address is in use, unknown or not of this machine.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The registry is empty until the server that disposes it exists.")]
    public static async Task<ToxiproxyServer> StartAsync(ToxiproxyServerOptions options, CancellationToken cancellationToken = default)
    {
        var text = $"{options.Host}:{options.Port}";
        var address = await ListenAddress.ResolveAsync(text, cancellationToken);
        var proxies = new ProxyRegistry(options);
        var application = Build(options, address, new Endpoint(new Api(proxies)));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException taken)
        {
            await application.DisposeAsync();
            throw new ChaosProxyException(
                $"Toxiproxy's API cannot listen on '{text}': {taken.Message.TrimEnd('.')}. Free it, or give another port.",
                $"listen tcp {address}: bind: address already in use", taken);
        }

        var server = application.Services.GetRequiredService<IServer>();
        var bound = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return new ToxiproxyServer(application, proxies, new Uri(bound));
    }

    /// <summary>Ends the API, then all proxies and their connections.</summary>
    public async ValueTask DisposeAsync()
    {
        // A client that keeps a request open must not hold the end up.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
        await _proxies.DisposeAsync();
    }

    private static WebApplication Build(ToxiproxyServerOptions options, IPEndPoint address, Endpoint endpoint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (options.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(endpoint.HandleAsync);
        return application;
    }
}
