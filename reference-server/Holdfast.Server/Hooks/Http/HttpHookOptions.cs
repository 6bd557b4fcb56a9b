namespace Holdfast.Server.Hooks.Http;

/// <summary>How hooks are called over HTTP. Defaults are tusd v2's.</summary>
public sealed record HttpHookOptions
{
    /// <summary>
    /// The URL to which each event is posted; user and password in it become HTTP basic authentication (tusd: <c>-hooks-http</c>).
    /// </summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// Header fields of the client's request that are sent along (tusd: <c>-hooks-http-forward-headers</c>). Host and the fields of the
    /// content and the connection stay those of the hook's own request.
    /// </summary>
    public IReadOnlyList<string> ForwardHeaders { get; init; } = [];

    /// <summary>
    /// How often a call is tried in all, when the hook can't be reached or answers with a status from 500 on. Default: 3 (tusd:
    /// <c>-hooks-http-retry</c>).
    /// </summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The time between two attempts. Default: 1 s (tusd: <c>-hooks-http-backoff</c>).</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time for all attempts of one call together. Default: 15 s (tusd: <c>-hooks-http-timeout</c>).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most bytes of a response. Default: 5,120 (tusd: <c>-hooks-http-size-limit</c>).</summary>
    public int SizeLimit { get; init; } = 5120;

    /// <summary>Believes any certificate of the hook's server (tusd: <c>-hooks-http-skip-verify</c>).</summary>
    public bool SkipVerify { get; init; }

    /// <summary>
    /// A response must say that it is <c>application/json</c>, as tusd demands since v2.9. Default: a response that doesn't say what it is
    /// passes, too, as in the example of tusd's announcement.
    /// </summary>
    public bool RequireContentType { get; init; }

    /// <summary>
    /// The most calls at the same time; further ones wait for their turn. Default: 32. A hook server that handles one request at a time
    /// refuses connections beyond those that its system queues for it: five for Python's HTTPServer. tusd has no limit.
    /// </summary>
    public int MaxConnections { get; init; } = 32;

    /// <summary>Changes the handler before its first use, for example its client certificates or its proxy; null for none.</summary>
    public Action<SocketsHttpHandler>? Configure { get; init; }

    /// <summary>The clock of the timeout and of the backoff.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
