using System.Net.Security;
using System.Net.Sockets;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Wire;

/// <summary>Opens connections, with or without TLS.</summary>
internal static class WireDialer
{
    /// <summary>Dials. Gives a connection, or the reason why there is none.</summary>
    /// <param name="endpoint">Where to dial.</param>
    /// <param name="patience">How long connecting may take, with TLS.</param>
    /// <param name="transcript">Where to write down what happens.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    /// <param name="gate">Who sees each request before it goes out; <see langword="null"/> for nobody.</param>
    public static async Task<(WireConnection? Connection, string? Failure)> DialAsync(
        WireEndpoint endpoint, TimeSpan patience, Transcript transcript, CancellationToken cancellationToken, IRequestGate? gate = null)
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
                await tls.AuthenticateAsClientAsync(TlsOptions(name, endpoint.TrustAnyCertificate), either.Token);
                stream = tls;
            }

            var connection = new WireConnection(socket, stream, transcript, number, gate);
            transcript.Event(number, WireDirection.Sent, "connect", $"Connected to {endpoint.Host}:{endpoint.Port} from port {connection.LocalPort}.");
            return (connection, null);
        }
        catch (Exception exception) when (exception is SocketException or IOException or System.Security.Authentication.AuthenticationException)
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

        (WireConnection?, string?) Failed(string reason)
        {
            socket.Dispose();
            transcript.Event(number, WireDirection.Note, "connect", $"No connection to {endpoint.Host}:{endpoint.Port}: {reason}");
            return (null, reason.TrimEnd('.'));
        }
    }

    private static SslClientAuthenticationOptions TlsOptions(string name, bool trustAny)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = name };
        if (trustAny)
        {
#pragma warning disable CA5359 // The user asked for it: --insecure, for a test server with a certificate of its own.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return options;
    }
}
