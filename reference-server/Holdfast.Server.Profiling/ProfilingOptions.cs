namespace Holdfast.Server.Profiling;

/// <summary>The options of <see cref="ProfilingEndpoints.MapProfiling"/>.</summary>
public sealed record ProfilingOptions
{
    /// <summary>
    /// What a client must present (basic authentication). Default: null, and everyone who reaches the server may profile it, as with tusd
    /// without <c>TUSD_PPROF_AUTH</c>.
    /// </summary>
    public ProfilingCredentials? Credentials { get; init; }

    /// <summary>The time of a profile whose request names none. Default: 30 s, as in Go.</summary>
    public TimeSpan DefaultDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest profile; more than a second. Default: five minutes. A profile waits in a temporary file, about 1 MB for each
    /// second.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
