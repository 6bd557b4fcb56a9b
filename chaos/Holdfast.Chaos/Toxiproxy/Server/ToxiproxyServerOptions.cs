using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos;

/// <summary>How a <see cref="ToxiproxyServer"/> starts.</summary>
public sealed record ToxiproxyServerOptions
{
    /// <summary>The host to bind; empty means all interfaces.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>The port of the API, 0 for any free one. Toxiproxy's is 8474.</summary>
    public int Port { get; init; } = 8474;

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
