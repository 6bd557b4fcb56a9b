using System.Net;
using Holdfast.Chaos.Addresses;
using Holdfast.Chaos.Connections;
using Holdfast.Chaos.Tls;

namespace Holdfast.Chaos;

// How a change takes effect, on the listener and on open connections.
public sealed partial class ChaosProxy
{
    /// <summary>Applies a change completely or, if the new address cannot be bound, not at all.</summary>
    internal async Task ChangeAsync(ProxyChange change, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _lifecycle.WaitAsync(cancellationToken);
        try
        {
            await ApplyAsync(change, cancellationToken);
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    private async Task ApplyAsync(ProxyChange change, CancellationToken cancellationToken)
    {
        var moves = change.Listen is not null && !await ListensOnAsync(change.Listen, cancellationToken);
        var upstream = change.Upstream ?? Upstream;
        var tls = change.Tls is null ? _tls : TlsContext.Load(change.Tls);
        var retargets = upstream != Upstream || (change.Tls ?? Tls) != Tls;
        var enabled = change.Enabled ?? Enabled;
        var watch = change.RefuseWhileDown ?? RefuseWhileDown;
        var rewatches = watch != RefuseWhileDown;
        if (enabled && !moves)
        {
            await RefuseItselfAsync(upstream, _bound, cancellationToken);
        }

        if (rewatches && !moves)
        {
            // A listener of the other kind replaces it, on the same port.
            await StopListeningAsync();
        }

        var listen = moves ? change.Listen! : ListenText;
        var fresh = enabled && (moves || !Enabled) ? await BindAsync(listen, upstream, watch, cancellationToken) : null;
        if (moves || !enabled)
        {
            await StopListeningAsync();
        }

        if (moves)
        {
            (_listen, _bound) = (change.Listen!, null);
        }

        (Upstream, Tls, _tls, RefuseWhileDown) = (upstream, change.Tls ?? Tls, tls, watch);
        if (moves || retargets || rewatches || !enabled)
        {
            _connections.CloseAll(enabled ? "the proxy was moved" : "the proxy was disabled");
        }

        Start(fresh);
    }

    private static async Task RefuseItselfAsync(string upstream, IPEndPoint? listener, CancellationToken cancellationToken)
    {
        if (listener is not null && await SelfDial.LeadsToAsync(upstream, listener, cancellationToken))
        {
            var sentence = SelfDial.Sentence(upstream, listener);
            throw new ChaosProxyException(sentence, sentence) { Status = 400 };
        }
    }

    private async Task<WatchedListener> BindAsync(string listen, string upstream, bool watch, CancellationToken cancellationToken)
    {
        var address = await ListenAddress.ResolveAsync(listen, cancellationToken);
        var listener = new WatchedListener(address, _options, _log, watch ? () => Upstream : null);
        try
        {
            await RefuseItselfAsync(upstream, listener.EndPoint, cancellationToken);
            return listener;
        }
        catch
        {
            await listener.DisposeAsync();
            throw;
        }
    }

    private void Start(WatchedListener? fresh)
    {
        if (fresh is not null)
        {
            (_listener, _bound) = (fresh, fresh.EndPoint);
        }

        if (_listener is { } listener)
        {
            _route = new Route(listener.EndPoint, Upstream, _tls, RefuseWhileDown ? listener.Unreachable : null);
        }

        if (fresh is not null)
        {
            _log.Add(0, ChaosEventKind.ProxyEnabled, $"Listens on '{_bound}' for '{Upstream}'.");
            fresh.Start(client => _connections.Accept(client, _route!));
        }
    }

    private async Task StopListeningAsync()
    {
        if (_listener is { } listener)
        {
            _listener = null;
            await listener.DisposeAsync();
            _log.Add(0, ChaosEventKind.ProxyDisabled, $"No longer listens on '{listener.EndPoint}'.");
        }
    }
}
