using Holdfast.Client.Exchanges;

namespace Holdfast.Client;

/// <summary>The HTTP handler for uploads.</summary>
public static class UploadHttp
{
    /// <summary>
    /// A handler that lets the client see interim responses, keep a response that arrives while the content is still being sent, and send
    /// trailers. It follows no redirects, because the client does, and it keeps no cookies.
    /// </summary>
    public static SocketsHttpHandler CreateHandler() => Configure(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,

        // A connection that a network dropped while nobody used it costs a whole StallTimeout.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    });

    /// <summary>
    /// Adds this to a handler of your own, which must have no <see cref="SocketsHttpHandler.PlaintextStreamFilter"/> yet.
    /// </summary>
    /// <exception cref="ArgumentException">The handler has such a filter.</exception>
    public static SocketsHttpHandler Configure(SocketsHttpHandler handler)
    {
        if (handler.PlaintextStreamFilter is not null)
        {
            throw new ArgumentException("The handler already has a PlaintextStreamFilter. Give one without.", nameof(handler));
        }

        handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult(
            context.NegotiatedHttpVersion.Major == 1 ? new ExchangeStream(context.PlaintextStream) : context.PlaintextStream);
        return handler;
    }
}
