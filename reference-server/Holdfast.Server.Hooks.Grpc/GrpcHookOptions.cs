namespace Holdfast.Server.Hooks.Grpc;

/// <summary>How hooks are called over gRPC. Defaults are tusd v2's.</summary>
public sealed record GrpcHookOptions
{
    /// <summary>
    /// The server, as <c>HOST:PORT</c>, <c>dns:///HOST:PORT</c> or <c>unix:PATH</c> (tusd: <c>-hooks-grpc</c>).
    /// </summary>
    public required string Target { get; init; }

    /// <summary>
    /// Header fields of the client's request that are sent along as metadata, each with its first value (tusd:
    /// <c>-hooks-grpc-forward-headers</c>). Fields of the connection and of gRPC itself stay those of the call, and a value that isn't
    /// printable ASCII is left out, since metadata can't carry it.
    /// </summary>
    public IReadOnlyList<string> ForwardHeaders { get; init; } = [];

    /// <summary>
    /// How often a call is tried in all, when the server can't be reached (<c>Unavailable</c>) or is overloaded
    /// (<c>ResourceExhausted</c>). Default: 3 (tusd: <c>-hooks-grpc-retry</c>).
    /// </summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The time between two attempts. Default: 1 s (tusd: <c>-hooks-grpc-backoff</c>).</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The time for all attempts of one call together. Default: 2 minutes. tusd has no such limit, but a client that waits for a hook loses
    /// its connection after 2 minutes there.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The most bytes of a response. Default: 4 MiB, gRPC's own limit, as in tusd.</summary>
    public int SizeLimit { get; init; } = 4 * 1024 * 1024;

    /// <summary>Speaks TLS (tusd: <c>-hooks-grpc-secure</c>).</summary>
    public bool IsSecure { get; init; }

    /// <summary>
    /// A PEM file with the certificate of the server, or of the authority that signed it; null for the authorities that the system trusts,
    /// which tusd doesn't offer (tusd: <c>-hooks-grpc-server-tls-certificate</c>).
    /// </summary>
    public string? ServerCertificateFile { get; init; }

    /// <summary>
    /// A PEM file with the certificate that the server demands of its clients, and its chain; null for none (tusd:
    /// <c>-hooks-grpc-client-tls-certificate</c>).
    /// </summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>A PEM file with the key of that certificate, not encrypted (tusd: <c>-hooks-grpc-client-tls-key</c>).</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Changes the handler before its first use; null for none.</summary>
    public Action<SocketsHttpHandler>? Configure { get; init; }

    /// <summary>The clock of the timeout and of the backoff.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
