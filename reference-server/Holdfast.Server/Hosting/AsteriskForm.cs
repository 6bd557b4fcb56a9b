using Holdfast.Server.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Hosting;

/// <summary>
/// <c>OPTIONS *</c> asks about the server as a whole (RFC 9110, 9.3.7), which here serves uploads. It has no path for routing, so it is
/// passed to their endpoint (draft, Upload-Limit: a server that supports resumption uniformly may say so there).
/// </summary>
internal static class AsteriskForm
{
    public static void Serve(WebApplication application) => application.Use((context, next) => IsAsked(context)
        ? Uploads(application).RequestDelegate!(context)
        : next(context));

    /// <summary>The endpoint that takes uploads.</summary>
    public static Endpoint Uploads(WebApplication application) => application.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .First(endpoint => endpoint.Metadata.GetMetadata<OfferedExtensions>() is not null);

    // RFC 9112, 3.2.4: the one request target that isn't a path.
    private static bool IsAsked(HttpContext context) => context.Features.Get<IHttpRequestFeature>()?.RawTarget == "*";
}
