using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos;

/// <summary>How a <see cref="ToxiproxyServer"/> starts.</summary>
public sealed record ToxiproxyServerOptions
{
    /// <summary>The host to bind; empty means all interfaces.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>The port of the API, 0 for any free one. Toxiproxy's is 8474.</summary>
    public int Port { get; init; } = 8474;

    /// <summary>
    /// What each request must bring as <c>Authorization: Bearer</c>; null or empty: nothing. <c>holdfast proxy</c> takes it from
    /// <c>TOXIPROXY_AUTH_TOKEN</c>, as Toxiproxy does.
    /// </summary>
    public string? AuthToken { get; init; }

    /// <summary>
    /// Names that a request may have as Host, besides those of loopback, addresses, and <see cref="Host"/>; <c>*</c> allows any.
    /// They are not asked for where a token is.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The longest body of a request, in bytes. Toxiproxy has no limit; 8 MiB hold some 50,000 proxies.</summary>
    public long MaxRequestBody { get; init; } = 8 << 20;

    /// <summary>How many connections each proxy takes at a time; null: as many as the process's descriptors allow.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>Decides all randomness of all proxies, each by its name.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether <c>/metrics</c> counts the bytes of each proxy.</summary>
    public bool ProxyMetrics { get; init; }

    /// <summary>Whether <c>/metrics</c> tells about this process.</summary>
    public bool RuntimeMetrics { get; init; }

    /// <summary>The clock of the proxies.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the server and its proxies log; nowhere unless given.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
