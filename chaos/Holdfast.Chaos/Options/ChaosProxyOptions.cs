using Holdfast.Chaos.Capacity;
using Holdfast.Chaos.Metrics;
using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos;

/// <summary>The settings of a <see cref="ChaosProxy"/>.</summary>
public sealed record ChaosProxyOptions
{
    /// <summary>The name in the log and in Toxiproxy's API.</summary>
    public string Name { get; init; } = "chaos";

    /// <summary>The address to listen on, as <c>host:port</c>. Port 0 means any free port, an empty host means all interfaces.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>
    /// The server, as <c>host:port</c> or as an <c>http://</c> URL without a path; the port may be a service name. The proxy
    /// connects to it when a client connects, so that an unreachable server is only noticed then.
    /// </summary>
    public required string Upstream { get; init; }

    /// <summary>Whether the proxy listens as soon as it is started.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The toxics that are in place before the first client connects.</summary>
    public IReadOnlyList<Toxic> Toxics { get; init; } = [];

    /// <summary>
    /// The seed of all random decisions. Each is derived from it, the number of the connection and the name of the toxic.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>The clock of toxics, time limits and the log.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether a FIN is passed on as a half-close. By default, as in Toxiproxy, a FIN from either side closes both sides.
    /// </summary>
    public bool PropagateHalfClose { get; init; }

    /// <summary>Whether an RST is passed on as an RST. By default, as in Toxiproxy, it is passed on as a FIN.</summary>
    public bool PropagateReset { get; init; }

    /// <summary>
    /// How long connecting to the upstream may take. Toxiproxy has no limit, and hangs. 10 s outlast three retransmissions
    /// of a lost SYN (1 + 2 + 4 s, RFC 6298).
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the proxy speaks TLS: with clients, with the upstream, or both. Nowhere by default; bytes pass unchanged.</summary>
    public ProxyTls Tls { get; init; } = ProxyTls.None;

    /// <summary>
    /// Whether clients are refused while the upstream is down, as they would be without the proxy. By default, as in Toxiproxy, they
    /// are accepted and then receive a FIN. If set, the proxy listens only while it can connect to the upstream.
    /// </summary>
    public bool RefuseWhileDown { get; init; }

    /// <summary>
    /// How many connections may be open at a time; further clients receive an RST. Null: as many as the file descriptors of the process
    /// allow. All proxies share these, and they also limit a number that is given here.
    /// </summary>
    public int? MaxConnections { get; init; }

    /// <summary>How many events the log keeps; older ones are dropped.</summary>
    public int LogCapacity { get; init; } = 10_000;

    /// <summary>The file descriptors that connections may use.</summary>
    internal DescriptorBudget Descriptors { get; init; } = DescriptorBudget.Process;

    /// <summary>Counts the bytes that pass.</summary>
    internal TrafficTable Traffic { get; init; } = new();

    /// <summary>Whether the proxy polls sockets in a thread of its own where the system allows it; otherwise the runtime does.</summary>
    internal bool Polled { get; init; } = true;

    /// <summary>Logs every event, at level Debug; null: no logging.</summary>
    public ILogger? Logger { get; init; }
}
