using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos;

/// <summary>The settings of a <see cref="ToxiproxyServer"/>.</summary>
public sealed record ToxiproxyServerOptions
{
    /// <summary>The host name or address to listen on; empty means all interfaces.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>The port of the API; 0 means any free port. Toxiproxy uses 8474.</summary>
    public int Port { get; init; } = 8474;

    /// <summary>
    /// The token that each request must send as <c>Authorization: Bearer TOKEN</c>; null or empty: requests need no token. The command
    /// <c>holdfast proxy</c> takes it from the environment variable <c>TOXIPROXY_AUTH_TOKEN</c>, as Toxiproxy does.
    /// </summary>
    public string? AuthToken { get; init; }

    /// <summary>
    /// Additional names that a request may have as Host. Names of loopback, addresses and <see cref="Host"/> are always allowed; <c>*</c>
    /// allows any name. If a token is set, Host is not checked.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The longest accepted request body, in bytes. Toxiproxy has no limit; 8 MiB hold about 50,000 proxies.</summary>
    public long MaxRequestBody { get; init; } = 8 << 20;

    /// <summary>
    /// How many connections each proxy may have open at a time; null: as many as the file descriptors of the process allow.
    /// </summary>
    public int? MaxConnections { get; init; }

    /// <summary>The seed from which, with its name, the seed of each proxy is derived.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether <c>/metrics</c> has the bytes that each proxy passed.</summary>
    public bool ProxyMetrics { get; init; }

    /// <summary>Whether <c>/metrics</c> has figures of this process.</summary>
    public bool RuntimeMetrics { get; init; }

    /// <summary>The clock of the proxies.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The log of the server and its proxies; null: no logging.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
