using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Client;

/// <summary>Registers the client for dependency injection.</summary>
public static class UploadClientServices
{
    /// <summary>
    /// Registers <see cref="UploadClient"/> as a typed client of <see cref="IHttpClientFactory"/>, with the handler of
    /// <see cref="UploadHttp"/>.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Makes the options from the services; null for the defaults.</param>
    /// <returns>Adds handlers, for example one that adds access tokens. A handler must not send a request's content twice.</returns>
    public static IHttpClientBuilder AddUploadClient(
        this IServiceCollection services, Func<IServiceProvider, UploadClientOptions>? configure = null) => services
        .AddHttpClient(nameof(UploadClient), http => http.Timeout = Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(UploadHttp.CreateHandler)
        .AddTypedClient((http, provider) => new UploadClient(http, configure?.Invoke(provider)));
}
