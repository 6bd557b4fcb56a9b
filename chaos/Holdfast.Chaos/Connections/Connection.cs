using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Holdfast.Chaos.Http;
using Holdfast.Chaos.Log;
using Holdfast.Chaos.Metrics;
using Holdfast.Chaos.Pipeline;
using Holdfast.Chaos.Stages;
using Holdfast.Chaos.Tls;

namespace Holdfast.Chaos.Connections;

/// <summary>A client connection, the connection to the upstream, and the two links between them.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer holds nothing, and a late close may still cancel it.")]
internal sealed class Connection : ILinkOwner
{
    private readonly ChaosProxyOptions _options;
    private readonly MonotonicClock _clock;
    private readonly EventLog _log;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly Route _route;
    private readonly TlsBridge? _clientTls;
    private readonly Peer _client;
    private readonly StageFactory _stages;
    private readonly Link _up;
    private readonly Link _down;
    private Peer? _upstream;
    private bool _closed;

    public Connection(
        int number, Socket client, Route route, ChaosProxyOptions options, MonotonicClock clock, EventLog log, MatchCounters matches,
        Paces paces, (TrafficCount Up, TrafficCount Down) traffic)
    {
        Number = number;
        (_options, _clock, _log) = (options, clock, log);
        _stages = new StageFactory(matches, paces, stream => (stream == ToxicStream.Upstream ? _up! : _down!).Wake());
        _route = route;
        _clientTls = route.Tls.ToClients ? new TlsBridge(client) : null;
        _client = new Peer(_clientTls?.Plain ?? client, options.Polled);
        _up = new Link(ToxicStream.Upstream, clock, this, traffic.Up);
        _down = new Link(ToxicStream.Downstream, clock, this, traffic.Down);
    }

    /// <summary>Counted from 1 in order of acceptance.</summary>
    public int Number { get; }

    public void Apply(IReadOnlyList<Toxic> toxics)
    {
        _up.Apply([.. toxics.Where(toxic => toxic.WorksOn(ToxicStream.Upstream))]);
        _down.Apply([.. toxics.Where(toxic => toxic.WorksOn(ToxicStream.Downstream))]);
        _stages.Keep(toxics);
    }

    /// <summary>Connects to the upstream and passes data until both sockets are closed and no task of the connection runs.</summary>
    public async Task RunAsync()
    {
        var dial = new Dial(_route, _options);
        try
        {
            await RunAsync(dial);
        }
        finally
        {
            await dial.DisposeAsync();
            await (_clientTls?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async Task RunAsync(Dial dial)
    {
        if (_clientTls is not null && await dial.HandshakeAsync(_clientTls, _closing.Token) is { } refused)
        {
            var failure = $"The client's TLS handshake failed: {refused}.";
            Failed(ChaosEventKind.TlsFailed, failure, "the client did not complete its TLS handshake");
            return;
        }

        if (await dial.ConnectAsync(_closing.Token) is not { } socket)
        {
            Failed(dial.FailureKind, dial.Failure, "the upstream could not be reached");
            return;
        }

        var peer = new Peer(socket, _options.Polled);
        if (!TryAttach(peer))
        {
            peer.Close();
            return;
        }

        await Task.WhenAll(_up.RunAsync(_client, peer), _down.RunAsync(peer, _client));
        Close(EndingKind.Close, "both directions are over");
    }

    /// <summary>Closes both sides with FIN or RST; the first call wins.</summary>
    public void Close(EndingKind kind, string cause, Link? link = null, string? toxic = null)
    {
        Peer? upstream;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            upstream = _upstream;
        }

        _closing.Cancel();
        _up.Stop();
        _down.Stop();
        CloseSockets(kind, upstream);
        var how = kind == EndingKind.Reset ? "RST" : "FIN";
        var detail = $"{how} to both sides, because {cause}; {_up.Passed} bytes up, {_down.Passed} bytes down.";
        _log.Add(Number, ChaosEventKind.ConnectionClosed, detail, link?.Stream, toxic, link?.Passed ?? 0);
    }

    public bool Strikes(Toxic toxic) => (toxic.Connection ?? Number) == Number
        && SplitMix64.For(_options.Seed, Number, toxic.Name).NextSingle() < toxic.Toxicity;

    public Stage? CreateStage(Toxic toxic, Link link)
    {
        var random = SplitMix64.For(_options.Seed, Number, toxic.Name);
        _ = random.NextSingle();
        return _stages.Create(toxic, new StageContext(_clock, random, link.Passed, link.Stream, Log));
    }

    public Ending? SourceEnded(Link link, ReceiptKind how)
    {
        var side = link == _up ? "client" : "upstream";
        switch (how)
        {
            case ReceiptKind.Fin:
                return new Ending(_options.PropagateHalfClose ? EndingKind.HalfClose : EndingKind.Close, $"the {side} closed");
            case ReceiptKind.Reset when _options.PropagateReset:
                return new Ending(EndingKind.Reset, $"the {side} reset");
            case ReceiptKind.Reset:
                Close(EndingKind.Close, $"the {side} reset", link);
                return null;
            default:
                return null;
        }
    }

    public void Ended(Link link, Ending ending)
    {
        if (ending.Kind != EndingKind.HalfClose)
        {
            Close(ending.Kind, ending.Cause, link, ending.Toxic);
            return;
        }

        (link == _up ? _upstream! : _client).HalfClose();
        _log.Add(Number, ChaosEventKind.HalfClosed, $"FIN passed on, because {ending.Cause}.", link.Stream, null, link.Passed);
        CloseIfOver(link);
    }

    // The other direction may still hold data that the lost side sent before; it detects the loss after it has read that data.
    public void DestinationLost(Link link) => CloseIfOver(link);

    public void SourceSilent() => Close(EndingKind.Close, "the source closed after a fault had ended its direction");

    private void Log(ChaosEventKind kind, Toxic toxic, ToxicStream stream, long offset, string detail) =>
        _log.Add(Number, kind, $"'{toxic.Name}': {detail}", stream, toxic.Type, offset);

    private void CloseIfOver(Link link)
    {
        if ((link == _up ? _down : _up).IsOver)
        {
            var reset = _client.WasReset || _upstream!.WasReset;
            Close(reset && _options.PropagateReset ? EndingKind.Reset : EndingKind.Close, "both directions are over", link);
        }
    }

    private void Failed(ChaosEventKind kind, string failure, string cause)
    {
        if (!_closing.IsCancellationRequested)
        {
            _log.Add(Number, kind, failure);
        }

        // With RefuseWhileDown the next client will be refused, so this one receives an RST instead of a FIN.
        Close(_route.Unreachable is not null && kind == ChaosEventKind.ConnectFailed ? EndingKind.Reset : EndingKind.Close, cause);
    }

    private bool TryAttach(Peer upstream)
    {
        lock (_gate)
        {
            _upstream = _closed ? null : upstream;
            return !_closed;
        }
    }

    private void CloseSockets(EndingKind kind, Peer? upstream)
    {
        foreach (var peer in new[] { _client, upstream })
        {
            if (kind == EndingKind.Reset)
            {
                peer?.Abort();
            }
            else
            {
                peer?.Close();
            }
        }
    }
}
