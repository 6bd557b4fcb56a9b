using System.Globalization;
using System.Net.Sockets;
using Holdfast.Chaos.Capacity;
using Holdfast.Chaos.Http;
using Holdfast.Chaos.Log;
using Holdfast.Chaos.Metrics;
using Holdfast.Chaos.Pipeline;
using Holdfast.Chaos.Toxiproxy.Json;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// The open connections of a proxy and the toxics that apply to them. One lock guards both, so that no connection misses a change;
/// nothing waits while it is held.
/// </summary>
internal sealed class ConnectionTable
{
    private readonly ChaosProxyOptions _options;
    private readonly MonotonicClock _clock;
    private readonly EventLog _log;
    private readonly MatchCounters _matches = new();
    private readonly Paces _paces;
    private readonly Admission _admission;
    private readonly Lock _gate = new();
    private readonly Dictionary<Connection, Task> _live = [];
    private IReadOnlyList<Toxic> _toxics = [];
    private int _accepted;
    private bool _closed;

    public ConnectionTable(ChaosProxyOptions options, EventLog log)
    {
        (_options, _log, _clock) = (options, log, new MonotonicClock(options.TimeProvider));
        _paces = new Paces(_clock);
        _admission = new Admission(options.MaxConnections, options.Descriptors, log);
        foreach (var toxic in options.Toxics)
        {
            if (!TryAdd(toxic))
            {
                throw new ArgumentException($"Two toxics are named '{toxic.Name}'. Give each a name of its own.", nameof(options));
            }
        }
    }

    public IReadOnlyList<Toxic> Toxics
    {
        get
        {
            lock (_gate)
            {
                return _toxics;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _live.Count;
            }
        }
    }

    /// <summary>Accepts a client; all toxics are in place before its first byte.</summary>
    public void Accept(Socket client, Route route)
    {
        if (!_admission.TryEnter(client, route.Tls.Descriptors))
        {
            return;
        }

        var taken = false;
        try
        {
            lock (_gate)
            {
                if (!_closed)
                {
                    Take(client, route);
                    taken = true;
                }
            }
        }
        finally
        {
            if (!taken)
            {
                _admission.Leave(route.Tls.Descriptors);
                client.Dispose();
            }
        }
    }

    /// <summary>
    /// Replaces one set of toxics with another. A toxic that has the same name and type in both is changed, not replaced.
    /// </summary>
    /// <exception cref="ArgumentException">A toxic of the new set has the name of a toxic that is in neither set.</exception>
    public void Exchange(IReadOnlyList<Toxic> old, IReadOnlyList<Toxic> fresh)
    {
        foreach (var toxic in old.Where(toxic => !fresh.Any(toxic.IsSameAs)))
        {
            TryRemove(toxic.Name);
        }

        foreach (var toxic in fresh)
        {
            var stays = old.Any(toxic.IsSameAs) && TryUpdate(toxic.Name, _ => toxic) is not null;
            if (!stays && !TryAdd(toxic))
            {
                throw new ArgumentException(
                    $"The proxy '{_options.Name}' has a toxic '{toxic.Name}' of another origin. Rename one of them.", nameof(fresh));
            }
        }
    }

    /// <summary>Closes all connections with FIN.</summary>
    public void CloseAll(string cause)
    {
        foreach (var connection in Live())
        {
            connection.Close(EndingKind.Close, cause);
        }
    }

    /// <summary>Closes all connections, accepts no more, and waits until no task runs.</summary>
    public async Task CloseForGoodAsync(string cause)
    {
        Task[] running;
        lock (_gate)
        {
            _closed = true;
            running = [.. _live.Values];
        }

        CloseAll(cause);
        await Task.WhenAll(running);
    }

    /// <summary>Waits until the connections that are open now are closed.</summary>
    public Task IdleAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.WhenAll([.. _live.Values]).WaitAsync(cancellationToken);
        }
    }

    public bool TryAdd(Toxic toxic)
    {
        Check(toxic);
        lock (_gate)
        {
            return Find(toxic.Name) is null && Set([.. _toxics, toxic], ChaosEventKind.ToxicAdded, toxic);
        }
    }

    public bool TryRemove(string name)
    {
        lock (_gate)
        {
            _matches.Forget(name);
            _paces.Forget(name);
            return Find(name) is { } toxic && Set([.. _toxics.Where(other => other != toxic)], ChaosEventKind.ToxicRemoved, toxic);
        }
    }

    /// <summary>Changes a toxic; null if there is none of this name.</summary>
    public Toxic? TryUpdate(string name, Func<Toxic, Toxic> change)
    {
        lock (_gate)
        {
            if (Find(name) is not { } toxic)
            {
                return null;
            }

            var changed = change(toxic);
            Check(changed);
            if (!changed.IsSameAs(toxic))
            {
                throw new ArgumentException(
                    $"The change of '{name}' gave a {changed.Type} toxic named '{changed.Name}'. Name, type and stream must stay; "
                    + "remove the toxic and add another.", nameof(change));
            }

            Set([.. _toxics.Select(other => other == toxic ? changed : other)], ChaosEventKind.ToxicUpdated, changed);
            return changed;
        }
    }

    private static void Check(Toxic toxic)
    {
        if (toxic.Problem is { } problem)
        {
            throw new ArgumentException(problem, nameof(toxic));
        }
    }

    private Toxic? Find(string name) => _toxics.FirstOrDefault(toxic => toxic.Name == name);

    private bool Set(IReadOnlyList<Toxic> toxics, ChaosEventKind kind, Toxic toxic)
    {
        _toxics = toxics;
        _log.Add(0, kind, Sentence(kind, toxic), toxic.Stream, toxic.Type);
        foreach (var connection in _live.Keys)
        {
            connection.Apply(toxics);
        }

        return true;
    }

    private static string Sentence(ChaosEventKind kind, Toxic toxic)
    {
        var verb = kind switch { ChaosEventKind.ToxicAdded => "added", ChaosEventKind.ToxicUpdated => "changed", _ => "removed" };
        var values = ToxicAttributes.Of(toxic).Select(pair => $"{pair.Key} {pair.Value}").Append($"toxicity {toxic.Toxicity}");
        return string.Create(CultureInfo.InvariantCulture, $"'{toxic.Name}' was {verb}: {string.Join(", ", values)}.");
    }

    private void Take(Socket client, Route route)
    {
        TrafficCount Traffic(ToxicStream stream) =>
            _options.Traffic.For(new TrafficLabels(stream, route.Listener.ToString(), _options.Name, route.Upstream));

        var traffic = (Traffic(ToxicStream.Upstream), Traffic(ToxicStream.Downstream));
        var connection = new Connection(++_accepted, client, route, _options, _clock, _log, _matches, _paces, traffic);
        connection.Apply(_toxics);
        _live.Add(connection, Task.CompletedTask);
        _log.Add(connection.Number, ChaosEventKind.ConnectionOpened, $"A client was accepted from '{client.RemoteEndPoint}'.");
        _live[connection] = Task.Run(() => RunAsync(connection, route.Tls.Descriptors));
    }

    private async Task RunAsync(Connection connection, int descriptors)
    {
        try
        {
            await connection.RunAsync();
        }
#pragma warning disable CA1031 // Any exception ends this connection only; the log has it, and the sockets are closed.
        catch (Exception unforeseen)
#pragma warning restore CA1031
        {
            connection.Close(EndingKind.Close, $"the proxy failed: {unforeseen.Message}");
        }
        finally
        {
            _admission.Leave(descriptors);
            lock (_gate)
            {
                _live.Remove(connection);
            }
        }
    }

    private List<Connection> Live()
    {
        lock (_gate)
        {
            return [.. _live.Keys];
        }
    }
}
