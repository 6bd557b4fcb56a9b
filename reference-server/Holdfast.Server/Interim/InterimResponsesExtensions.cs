using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Holdfast.Server.Interim;

/// <summary>Interim responses for Kestrel, which has no way to send them itself.</summary>
public static class InterimResponsesExtensions
{
    /// <summary>
    /// Lets applications behind this endpoint send interim responses over HTTP/1.1 and HTTP/2. With TLS, call it after <c>UseHttps</c>: it
    /// has to see the bytes before they are encrypted.
    /// </summary>
    /// <remarks>
    /// It turns off <see cref="KestrelServerOptions.AllowResponseHeaderCompression"/>, for the whole server: response headers of HTTP/2
    /// stay out of the compression's table, so that interim responses in between don't depend on it (RFC 7541, 4.2). It costs some dozen
    /// bytes a response.
    /// </remarks>
    public static ListenOptions UseInterimResponses(this ListenOptions listen)
    {
        listen.KestrelServerOptions.AllowResponseHeaderCompression = false;
        listen.Use(next => connection => ServeAsync(connection, next, listen.Protocols));
        return listen;
    }

    /// <summary>
    /// The sender of interim responses to this request; null when none can be sent: the response has begun, the client speaks HTTP/1.0 (RFC
    /// 9110, 15.2 forbids it there), or the request didn't come through <see cref="UseInterimResponses"/>, as in a test host. Call it on
    /// the request's own thread; the sender can be used on any thread.
    /// </summary>
    public static IInterimResponses? GetInterimResponses(this HttpContext context)
    {
        if (context.Features.Get<IInterimResponses>() is { } known)
        {
            return known;
        }

        if (context.Response.HasStarted || context.Features.Get<InterimOutput>() is not { } output
            || InterimEncoding.For(context) is not { } encode
            || !output.TryEngage())
        {
            return null;
        }

        var responses = new RequestInterims(context, output, encode);
        context.Features.Set<IInterimResponses>(responses);
        return responses;
    }

    private static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next, HttpProtocols protocols)
    {
        var transport = connection.Transport;
        var output = new InterimOutput(connection);

        // In HTTP/1.1 nothing is written while a request asks for interim responses. In HTTP/2 other streams may write at any time.
        if (protocols != HttpProtocols.Http1)
        {
            output.TryEngage();
        }

        connection.Features.Set(output);
        connection.Transport = new DuplexPipe(transport.Input, output);
        try
        {
            await next(connection);
        }
        finally
        {
            await output.CompleteAsync();
            await output.Pumping;
            connection.Transport = transport;
        }
    }
}
