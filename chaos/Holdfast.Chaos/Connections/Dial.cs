using System.Net.Security;
using System.Net.Sockets;
using Holdfast.Chaos.Addresses;
using Holdfast.Chaos.Tls;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// Connects to the upstream, checks that the connection does not lead back to the proxy, and starts TLS if it is configured.
/// </summary>
internal sealed class Dial(Route route, ChaosProxyOptions options) : IAsyncDisposable
{
    private TlsBridge? _bridge;

    /// <summary>Why the connection failed, in a sentence.</summary>
    public string Failure { get; private set; } = "";

    public ChaosEventKind FailureKind { get; private set; } = ChaosEventKind.ConnectFailed;

    /// <summary>The socket to read and write plain bytes of the upstream; null if the connection failed.</summary>
    public async Task<Socket?> ConnectAsync(CancellationToken cancellationToken)
    {
        if (route.DialsItself)
        {
            Failure = SelfDial.Sentence(route.Upstream, route.Listener);
            return null;
        }

        var (socket, failure) = await Dialler.ConnectAsync(route.Upstream, options, cancellationToken);
        if (socket is null)
        {
            Failure = failure!;
            if (!cancellationToken.IsCancellationRequested)
            {
                route.Unreachable?.Invoke();
            }

            return null;
        }

        if (SelfDial.Is(socket, route.Listener))
        {
            route.DialsItself = true;
            socket.Dispose();
            Failure = SelfDial.Sentence(route.Upstream, route.Listener);
            return null;
        }

        return route.Tls.ToUpstream ? await EncryptAsync(socket, cancellationToken) : socket;
    }

    /// <summary>Performs the TLS handshake with the client; returns null, or why it failed.</summary>
    public Task<string?> HandshakeAsync(TlsBridge client, CancellationToken cancellationToken) =>
        WithinTimeAsync(client, route.Tls.AsServerAsync, cancellationToken);

    public ValueTask DisposeAsync() => _bridge?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<Socket?> EncryptAsync(Socket socket, CancellationToken cancellationToken)
    {
        var host = UpstreamAddress.Split(route.Upstream, out _)!.Value.Host;
        _bridge = new TlsBridge(socket);
        var refused = await WithinTimeAsync(_bridge, (stream, stop) => route.Tls.AsClientAsync(stream, host, stop), cancellationToken);
        if (refused is null)
        {
            return _bridge.Plain;
        }

        _bridge.Plain.Dispose();
        (FailureKind, Failure) = (ChaosEventKind.TlsFailed, $"The TLS handshake with the upstream '{route.Upstream}' failed: {refused}.");
        return null;
    }

    private async Task<string?> WithinTimeAsync(
        TlsBridge bridge, Func<SslStream, CancellationToken, Task> authenticate, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await bridge.OpenAsync(authenticate, either.Token);
    }
}
