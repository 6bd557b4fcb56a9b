using Holdfast.Chaos.Capacity;
using Holdfast.Chaos.Metrics;
using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos;

/// <summary>How a <see cref="ChaosProxy"/> starts.</summary>
public sealed record ChaosProxyOptions
{
    /// <summary>The name in the log and in Toxiproxy's API.</summary>
    public string Name { get; init; } = "chaos";

    /// <summary><c>host:port</c>; port 0 takes a free one, an empty host all interfaces.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>
    /// <c>host:port</c> of the server, or an <c>http://</c> URL of no more than that; the port may be a service name. It is
    /// dialled for each client; that it cannot be reached shows only then.
    /// </summary>
    public required string Upstream { get; init; }

    /// <summary>Whether to listen at once.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Toxics that are there before the first client: no connection escapes them.</summary>
    public IReadOnlyList<Toxic> Toxics { get; init; } = [];

    /// <summary>Decides all randomness, together with the number of the connection and the name of the toxic.</summary>
    public ulong Seed { get; init; }

    /// <summary>The clock of toxics, time limits and the log.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Whether a FIN passes as a half-close. Off as in Toxiproxy: a FIN from either side closes both.</summary>
    public bool PropagateHalfClose { get; init; }

    /// <summary>Whether an RST passes as an RST. Off as in Toxiproxy: it becomes a FIN.</summary>
    public bool PropagateReset { get; init; }

    /// <summary>
    /// How long dialling the upstream may take. Toxiproxy has no limit, and wedges. 10 s outlast three retransmissions
    /// of a lost SYN (1 + 2 + 4 s, RFC 6298).
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the proxy encrypts towards clients and upstream. Nothing unless given: bytes pass as they are.</summary>
    public ProxyTls Tls { get; init; } = ProxyTls.None;

    /// <summary>
    /// Whether clients are refused while the upstream is down, as it would refuse them itself. Off as in Toxiproxy: they are
    /// accepted, and see FIN. The upstream is dialled before the proxy listens, and again and again while it is down.
    /// </summary>
    public bool RefuseWhileDown { get; init; }

    /// <summary>
    /// How many connections it takes at a time; further clients are reset. Null: as many as the process's descriptors allow,
    /// which all proxies share, and which bounds a number given here too.
    /// </summary>
    public int? MaxConnections { get; init; }

    /// <summary>How many of the newest events the log keeps.</summary>
    public int LogCapacity { get; init; } = 10_000;

    /// <summary>The descriptors that connections may take.</summary>
    internal DescriptorBudget Descriptors { get; init; } = DescriptorBudget.Process;

    /// <summary>Where the bytes are counted that flow.</summary>
    internal TrafficTable Traffic { get; init; } = new();

    /// <summary>Whether sockets are polled by our own thread where that is possible; else by the runtime.</summary>
    internal bool Polled { get; init; } = true;

    /// <summary>Receives every event too, at debug level.</summary>
    public ILogger? Logger { get; init; }
}
