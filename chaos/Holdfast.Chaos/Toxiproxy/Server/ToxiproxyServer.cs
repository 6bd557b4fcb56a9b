using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Chaos.Addresses;
using Holdfast.Chaos.Capacity;
using Holdfast.Chaos.Toxiproxy.Json;
using Holdfast.Chaos.Toxiproxy.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos;

/// <summary>Toxiproxy's HTTP API over proxies of this process, so that any Toxiproxy client can drive them.</summary>
public sealed partial class ToxiproxyServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ProxyRegistry _proxies;

    private ToxiproxyServer(WebApplication application, ProxyRegistry proxies, Uri url) =>
        (_application, _proxies, Url) = (application, proxies, url);

    /// <summary>The URL of the API, with the port that is bound.</summary>
    public Uri Url { get; }

    /// <summary>Starts the API without any proxy.</summary>
    /// <exception cref="ChaosProxyException">The address is in use or unknown, or this machine does not have it.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The registry is empty until the server that disposes it exists.")]
    public static async Task<ToxiproxyServer> StartAsync(ToxiproxyServerOptions options, CancellationToken cancellationToken = default)
    {
        var text = $"{options.Host}:{options.Port}";
        var address = await ListenAddress.ResolveAsync(text, cancellationToken);
        var proxies = new ProxyRegistry(options);
        var access = new AccessRule(options, address.Address);
        var application = Build(options, address, new Endpoint(new Api(proxies), proxies.Metrics, access, options.TimeProvider));
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
        if (access.IsUnguarded && options.LoggerFactory?.CreateLogger<ToxiproxyServer>() is { } logger)
        {
            Unguarded(logger, bound);
        }

        return new ToxiproxyServer(application, proxies, new Uri(bound));
    }

    /// <summary>The proxies, in ordinal order of their names.</summary>
    public IReadOnlyList<ChaosProxy> Proxies => [.. _proxies.All];

    /// <summary>
    /// Creates or changes proxies as <c>POST /populate</c> does, for example from a configuration file. The text can also be an answer to
    /// <c>GET /proxies</c>.
    /// </summary>
    /// <returns>The number of proxies in the text.</returns>
    /// <exception cref="ChaosProxyException">
    /// The text is not a list of proxies, or a proxy cannot start. The message names line and column. Proxies before the failed one stay.
    /// </exception>
    public async Task<int> PopulateAsync(string json, CancellationToken cancellationToken = default)
    {
        var body = Encoding.UTF8.GetBytes(json);
        try
        {
            var requests = ProxyRequest.ForPopulation(body);
            foreach (var request in requests)
            {
                await PopulateAsync(request, cancellationToken);
            }

            return requests.Count;
        }
        catch (ApiErrorException refused)
        {
            throw new ChaosProxyException(
                $"{TextPlace.Of(body, refused.Offset)}'{refused.Message}'. Give an array of objects with 'name', 'listen' and 'upstream', "
                + "or what GET /proxies gave.",
                refused.Message, refused);
        }
    }

    /// <summary>Creates the proxies of a scenario and plays it on them, or on all present proxies if it names none.</summary>
    /// <returns>Completes after the last step; never for a scenario that repeats.</returns>
    /// <exception cref="ChaosProxyException">A proxy cannot listen.</exception>
    public async Task PlayAsync(Scenario scenario, CancellationToken cancellationToken = default)
    {
        if (scenario.Proxies.Count > 0)
        {
            await PopulateAsync(new JsonArray([.. scenario.Proxies.Select(proxy => proxy.ToJson())]).ToJsonString(), cancellationToken);
        }

        var names = scenario.Proxies.Select(proxy => proxy.Name).ToHashSet();
        var played = Proxies.Where(proxy => names.Count == 0 || names.Contains(proxy.Name));
        await Task.WhenAll(played.Select(proxy => proxy.PlayAsync(scenario, cancellationToken)));
    }

    /// <summary>Ends the API, then all proxies and their connections.</summary>
    public async ValueTask DisposeAsync()
    {
        // A client that keeps a request open must not delay the end.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
        await _proxies.DisposeAsync();
    }

    private async Task PopulateAsync(ProxyRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _proxies.PopulateAsync(request, cancellationToken);
        }
        catch (ApiErrorException refused)
        {
            throw refused.At(request.Offset);
        }
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message =
        "Toxiproxy's API listens on {Address}, beyond loopback, without a token: everyone who can reach it can change "
        + "all proxies. Set TOXIPROXY_AUTH_TOKEN, or listen on localhost.")]
    private static partial void Unguarded(ILogger logger, string address);

    // Toxiproxy's limits: 1 MiB for a head, 15 s for a request, 60 s between two requests; its bodies may have any length. The API's
    // connections may use half of the descriptors that the budget reserves.
    private static void Limit(KestrelServerLimits limits, ToxiproxyServerOptions options)
    {
        (limits.MaxRequestBodySize, limits.MinRequestBodyDataRate) = (options.MaxRequestBody, null);
        limits.MaxConcurrentConnections = DescriptorBudget.Process.Reserve / 2;
        (limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestHeaderCount) = (1 << 20, 1 << 20, 10_000);
        limits.MaxRequestBufferSize = 2 << 20;
        (limits.RequestHeadersTimeout, limits.KeepAliveTimeout) = (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60));
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

            // RFC 9110, 5.5: bytes outside ASCII are opaque. With UTF-8, Kestrel refuses a request with other bytes, and fails on a
            // trailer with them.
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            Limit(kestrel.Limits, options);
            kestrel.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(endpoint.HandleAsync);
        return application;
    }
}
