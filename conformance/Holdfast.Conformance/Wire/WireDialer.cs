using System.Net.Security;
using System.Net.Sockets;
using Holdfast.Conformance.Wire.Http2;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Wire;

/// <summary>Opens connections, with or without TLS.</summary>
internal static class WireDialer
{
    /// <summary>Connects. Returns a connection, or the reason why there is none.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="patience">How long connecting may take, with TLS.</param>
    /// <param name="transcript">The transcript of the connection.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    /// <param name="gate">Observes each request before it is sent; may be <see langword="null"/>.</param>
    public static Task<(WireConnection? Connection, string? Failure)> DialAsync(
        WireEndpoint endpoint, TimeSpan patience, Transcript transcript, CancellationToken cancellationToken,
        IRequestGate? gate = null) => DialAsync<WireConnection>(
            endpoint, [], (socket, stream, number) =>
                Task.FromResult((WireConnection?)new WireConnection(socket, stream, transcript, number, gate)), patience, transcript,
                cancellationToken);

    /// <summary>Connects with HTTP/2: negotiated by ALPN with TLS, else with prior knowledge (RFC 9113, 3.2 and 3.3).</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="grants">The settings that the peer is granted.</param>
    /// <param name="patience">The time limit for connecting, and for the peer's settings afterwards.</param>
    /// <param name="transcript">The transcript of the connection.</param>
    /// <param name="gate">Observes each request before it is sent; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    public static Task<(Http2Connection? Connection, string? Failure)> DialHttp2Async(
        WireEndpoint endpoint, Http2Grants grants, TimeSpan patience, Transcript transcript, IRequestGate? gate,
        CancellationToken cancellationToken) => DialAsync(
            endpoint,
            [SslApplicationProtocol.Http2],
            (_, stream, number) => stream is SslStream tls && tls.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2
                ? Task.FromResult<Http2Connection?>(null)
                : Http2Connection.BeginAsync(
                    stream, endpoint.TlsName is null ? "http" : "https", grants, patience, transcript, number, gate, cancellationToken),
            patience, transcript, cancellationToken);

    private static async Task<(T? Connection, string? Failure)> DialAsync<T>(
        WireEndpoint endpoint, List<SslApplicationProtocol> protocols, Func<Socket, Stream, int, Task<T?>> speak,
        TimeSpan patience, Transcript transcript, CancellationToken cancellationToken)
        where T : class
    {
        using var impatience = new CancellationTokenSource(patience, transcript.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatience.Token, cancellationToken);
        var number = transcript.NextConnection();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, either.Token);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (endpoint.TlsName is { } name)
            {
                var tls = new SslStream(stream, leaveInnerStreamOpen: false);
                await tls.AuthenticateAsClientAsync(TlsOptions(name, protocols, endpoint.TrustAnyCertificate), either.Token);
                stream = tls;
            }

            var port = ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
            transcript.Event(number, WireDirection.Sent, "connect", $"Connected to {endpoint.Host}:{endpoint.Port} from port {port}.");
            return await speak(socket, stream, number) is { } connection ? (connection, null) : Failed("The peer does not support HTTP/2.");
        }
        catch (Exception exception)
            when (exception is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return Failed(exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"Not connected within {patience.TotalSeconds:0.###} s.");
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        (T?, string?) Failed(string reason)
        {
            socket.Dispose();
            transcript.Event(number, WireDirection.Note, "connect", $"No connection to {endpoint.Host}:{endpoint.Port}: {reason}");
            return (null, reason.TrimEnd('.'));
        }
    }

    private static SslClientAuthenticationOptions TlsOptions(string name, List<SslApplicationProtocol> protocols, bool trustAny)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name, ApplicationProtocols = protocols.Count > 0 ? protocols : null,
        };
        if (trustAny)
        {
#pragma warning disable CA5359 // The user asked for it: --insecure, for a test server with a certificate of its own.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return options;
    }
}
