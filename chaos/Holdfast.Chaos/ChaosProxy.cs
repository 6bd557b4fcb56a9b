using System.Net;
using Holdfast.Chaos.Addresses;
using Holdfast.Chaos.Connections;
using Holdfast.Chaos.Log;
using Holdfast.Chaos.Tls;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Chaos;

/// <summary>
/// A TCP proxy that breaks connections on purpose and logs what it did. Toxics can be added, changed and removed at any time. A change
/// takes effect on open connections at once, without waiting for data.
/// </summary>
public sealed partial class ChaosProxy : IAsyncDisposable
{
    private readonly ChaosProxyOptions _options;
    private readonly EventLog _log;
    private readonly ConnectionTable _connections;
    private readonly SemaphoreSlim _lifecycle = new(1);
    private WatchedListener? _listener;
    private TlsContext _tls = TlsContext.None;
    private volatile Route? _route;
    private IPEndPoint? _bound;
    private string _listen;
    private bool _disposed;

    private ChaosProxy(ChaosProxyOptions options)
    {
        _options = options;
        _log = new EventLog(options.TimeProvider, options.LogCapacity, options.Name, options.Logger ?? NullLogger.Instance);
        _connections = new ConnectionTable(options, _log);
        (Upstream, Tls, RefuseWhileDown, _listen) = (options.Upstream, options.Tls, options.RefuseWhileDown, options.Listen);
    }

    /// <summary>The name in the log and in Toxiproxy's API.</summary>
    public string Name => _options.Name;

    /// <summary>The address that the proxy is bound to; it stays the same while the proxy is disabled.</summary>
    /// <exception cref="InvalidOperationException">The proxy was never enabled.</exception>
    public IPEndPoint Listen =>
        _bound ?? throw new InvalidOperationException($"The proxy '{Name}' has no address yet. Enable it first.");

    /// <summary><c>host:port</c> of the server.</summary>
    public string Upstream { get; private set; }

    /// <summary>Where the proxy speaks TLS.</summary>
    public ProxyTls Tls { get; private set; }

    /// <summary>Whether clients are refused while the upstream is down.</summary>
    public bool RefuseWhileDown { get; private set; }

    /// <summary>
    /// Whether the proxy is enabled. With <see cref="RefuseWhileDown"/> it still does not listen while the upstream is down.
    /// </summary>
    public bool Enabled => _listener is not null;

    /// <summary>The toxics, in the order in which they were added.</summary>
    public IReadOnlyList<Toxic> Toxics => _connections.Toxics;

    /// <summary>A copy of the events that the log holds, oldest first.</summary>
    public IReadOnlyList<ChaosEvent> Log => _log.Snapshot();

    /// <summary>Ticks per second of the timestamps in the log.</summary>
    internal long TimestampFrequency => _options.TimeProvider.TimestampFrequency;

    /// <summary>The bound address, or the requested one if the proxy was never bound.</summary>
    internal string ListenText => _bound?.ToString() ?? _listen;

    /// <summary>Starts a proxy. Its toxics are in place before the first client connects.</summary>
    /// <exception cref="ChaosProxyException">
    /// The address cannot be listened on, the upstream is the proxy itself, or a certificate file is not usable.
    /// </exception>
    /// <exception cref="ArgumentException">Two toxics have the same name, or the upstream is a URL that a TCP proxy cannot use.</exception>
    public static async Task<ChaosProxy> StartAsync(ChaosProxyOptions options, CancellationToken cancellationToken = default)
    {
        var proxy = new ChaosProxy(options with { Upstream = NormalizedUpstream(options) });
        await proxy.ChangeAsync(new ProxyChange(Enabled: options.Enabled, Tls: options.Tls), cancellationToken);
        return proxy;
    }

    /// <summary>Adds a toxic after the present ones.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(Toxic toxic)
    {
        if (!_connections.TryAdd(toxic))
        {
            throw new ArgumentException(
                $"The proxy '{Name}' already has a toxic '{toxic.Name}'. Give this one another name.", nameof(toxic));
        }
    }

    /// <summary>Changes the attributes or the toxicity of a toxic; name, type and stream must stay the same.</summary>
    /// <exception cref="ArgumentException">
    /// There is no such toxic, or the change returned one with another name, type or stream.
    /// </exception>
    public void Update(string name, Func<Toxic, Toxic> change)
    {
        if (_connections.TryUpdate(name, change) is null)
        {
            throw Unknown(name);
        }
    }

    /// <summary>Removes a toxic; data that it held back is passed on at once.</summary>
    /// <exception cref="ArgumentException">There is no such toxic.</exception>
    public void Remove(string name)
    {
        if (!_connections.TryRemove(name))
        {
            throw Unknown(name);
        }
    }

    /// <summary>Starts to listen again, on the same address.</summary>
    /// <exception cref="ChaosProxyException">The address is no longer free.</exception>
    public Task EnableAsync(CancellationToken cancellationToken = default) =>
        ChangeAsync(new ProxyChange(Enabled: true), cancellationToken);

    /// <summary>Stops listening and closes all connections with FIN. The toxics stay.</summary>
    public Task DisableAsync(CancellationToken cancellationToken = default) =>
        ChangeAsync(new ProxyChange(Enabled: false), cancellationToken);

    /// <summary>Closes both sides of all open connections with FIN.</summary>
    public void CloseConnections() => _connections.CloseAll("CloseConnections was called");

    /// <summary>
    /// Plays a scenario: the toxics of each step replace those of the step before. Toxics that were added otherwise stay. The last step's
    /// toxics stay, too, also after a cancellation.
    /// </summary>
    /// <returns>Completes after the last step; never for a scenario that repeats.</returns>
    /// <exception cref="ArgumentException">A toxic has the name of one that was added otherwise.</exception>
    public async Task PlayAsync(Scenario scenario, CancellationToken cancellationToken = default)
    {
        var start = _options.TimeProvider.GetTimestamp();
        IReadOnlyList<Toxic> present = [];
        foreach (var step in scenario.Timeline())
        {
            var wait = step.At - _options.TimeProvider.GetElapsedTime(start);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _options.TimeProvider, cancellationToken);
            _log.Add(0, ChaosEventKind.ScenarioStep, $"'{scenario.Name}' is at {step.At.TotalMilliseconds:0} ms: {step.Name}.");
            _connections.Exchange(present, step.Toxics);
            present = step.Toxics;
            await ChangeAsync(new ProxyChange(Enabled: step.Enabled), cancellationToken);
        }
    }

    /// <summary>
    /// Waits for the first event that matches, which may be in the log already. The predicate must return quickly and must not call the
    /// proxy.
    /// </summary>
    public Task<ChaosEvent> WaitForAsync(Func<ChaosEvent, bool> predicate, CancellationToken cancellationToken) =>
        _log.WaitForAsync(predicate, cancellationToken);

    /// <summary>Closes all connections and waits until no task of the proxy runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _lifecycle.WaitAsync();
        await StopListeningAsync();
        await _connections.CloseForGoodAsync("the proxy was disposed");
        _lifecycle.Dispose();
    }

    /// <summary>The number of open connections.</summary>
    internal int LiveConnections => _connections.Count;

    /// <summary>Waits until no connection is open and no task of one runs.</summary>
    internal Task IdleAsync(CancellationToken cancellationToken) => _connections.IdleAsync(cancellationToken);

    internal bool TryAdd(Toxic toxic) => _connections.TryAdd(toxic);

    internal bool TryRemove(string name) => _connections.TryRemove(name);

    internal Toxic? TryUpdate(string name, Func<Toxic, Toxic> change) => _connections.TryUpdate(name, change);

    /// <summary>Whether <paramref name="listen"/> is the address of this proxy, as it was requested or as it was bound.</summary>
    internal async Task<bool> ListensOnAsync(string listen, CancellationToken cancellationToken)
    {
        if (listen == _listen && (_bound is null || !AsksForAnyPort(listen)))
        {
            return true;
        }

        return listen == ListenText || (_bound is not null && _bound.Equals(await ListenAddress.ResolveAsync(listen, cancellationToken)));
    }

    private static bool AsksForAnyPort(string listen) => listen.Length == 0 || listen.EndsWith(":0", StringComparison.Ordinal);

    private static string NormalizedUpstream(ChaosProxyOptions options)
    {
        try
        {
            return UpstreamAddress.Normalize(options.Upstream, options.Tls.Upstream);
        }
        catch (FormatException url)
        {
            throw new ArgumentException(url.Message + ".", nameof(options), url);
        }
    }

    private ArgumentException Unknown(string name)
    {
        var present = string.Join(", ", Toxics.Select(toxic => $"'{toxic.Name}'"));
        return new ArgumentException($"The proxy '{Name}' has no toxic '{name}'. Give one of these: {present}.", nameof(name));
    }
}
