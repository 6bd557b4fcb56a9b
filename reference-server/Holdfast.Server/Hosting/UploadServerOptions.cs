using Holdfast.Server.Capacity;
using Holdfast.Server.Core;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Hosting;

/// <summary>The options of a server that runs as its own host. Defaults are tusd v2's.</summary>
public sealed record UploadServerOptions
{
    /// <summary>The options for storing, limiting and announcing uploads.</summary>
    public required UploadOptions Uploads { get; init; }

    /// <summary>
    /// An address of this machine, or a name that resolves to one. Default: every IPv4 address (tusd: <c>-host 0.0.0.0</c>).
    /// </summary>
    public string Host { get; init; } = "0.0.0.0";

    /// <summary>The TCP port; 0 for any free port. Default: 8080 (tusd: <c>-port</c>).</summary>
    public int Port { get; init; } = 8080;

    /// <summary>A path for a Unix socket, in place of host and port (tusd: <c>-unix-sock</c>).</summary>
    public string? UnixSocket { get; init; }

    /// <summary>HTTPS; null, the default, is plain HTTP.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>HTTP/2 without TLS beside HTTP/1.1, by prior knowledge; not together with TLS (tusd: <c>-enable-h2c</c>).</summary>
    public bool EnableH2c { get; init; }

    /// <summary>The URL at which uploads are created. Default: <c>/files/</c> (tusd: <c>-base-path</c>).</summary>
    public string BasePath { get; init; } = "/files/";

    /// <summary>
    /// A lone LF ends a line of a request's header section, as in tusd. Default: it doesn't, and such a request gets 400. A proxy in front
    /// that treats it as a part of a value could be made to forward a hidden second request (RFC 9112, 11.2).
    /// </summary>
    public bool AllowLoneLineFeed { get; init; }

    /// <summary>The most connections and requests that are accepted at once. Default: as many as the limit of open files permits.</summary>
    public CapacityOptions Capacity { get; init; } = new();

    /// <summary>The time for which open requests may continue after a stop. Default: 10 s (tusd: <c>-shutdown-timeout</c>).</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Receives by Kestrel's own transport instead of <see cref="UploadTransportExtensions.AddUploadTransport"/>.</summary>
    public bool UseKestrelTransport { get; init; }

    /// <summary>
    /// The path of the metrics for Prometheus (tusd: <c>-metrics-path</c>). Default: null, none; the command has tusd's <c>/metrics</c>.
    /// </summary>
    public string? MetricsPath { get; init; }

    /// <summary>
    /// The path below which <c>live</c> and <c>ready</c> tell an orchestrator about the server. Default: null, none; the command has
    /// <c>/health</c>.
    /// </summary>
    public string? HealthPath { get; init; }

    /// <summary>How long the store or the locks may take until the server counts as not ready. Default: 2 s.</summary>
    public TimeSpan HealthTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The log; none by default.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Middleware in front of the uploads.</summary>
    public Action<IApplicationBuilder>? Configure { get; init; }
}
