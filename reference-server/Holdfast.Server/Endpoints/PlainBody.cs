using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Server.Endpoints;

/// <summary>
/// Recognises a body whose bytes are unchanged on the connection: HTTP/1.1 with a Content-Length, without TLS, and without middleware that
/// changes it.
/// </summary>
internal static class PlainBody
{
    /// <summary>
    /// The input that has such a body's bytes; null when the request has no such body, or the transport is a different one.
    /// </summary>
    public static SocketInput? SocketOf(HttpContext context) =>
        context.Request.ContentLength > 0 && HttpProtocol.IsHttp11(context.Request.Protocol) && IsHosts(context)
        && context.Features.Get<IConnectionTransportFeature>()?.Transport.Input is SocketInput socket ? socket : null;

    // Middleware that decodes a body replaces the reader by its own.
    private static bool IsHosts(HttpContext context) => context.Request.BodyReader.GetType().Assembly == typeof(KestrelServer).Assembly;
}
