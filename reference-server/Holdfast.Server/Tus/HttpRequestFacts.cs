using System.Net;
using Holdfast.Server.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Server.Tus;

/// <summary>Reads the facts of a request for an observer.</summary>
internal static class HttpRequestFacts
{
    /// <summary>The request; null without an observer.</summary>
    public static RequestSource? Of(HttpContext context, UploadOptions options) =>
        options.Observer is null ? null : new RequestSource(() => Of(context));

    private static RequestFacts Of(HttpContext context) => new(
        TusRequest.EffectiveMethod(context.Request),
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        PeerOf(context.Connection),
        context.Request.Headers.ToDictionary(
            field => field.Key, IReadOnlyList<string> (field) => [.. field.Value.OfType<string>()], StringComparer.OrdinalIgnoreCase));

    private static string PeerOf(ConnectionInfo connection) =>
        connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort).ToString() : "";
}
