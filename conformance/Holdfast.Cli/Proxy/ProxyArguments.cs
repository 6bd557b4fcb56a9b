namespace Holdfast.Cli.Proxy;

/// <summary>The arguments of <c>holdfast proxy</c>.</summary>
internal sealed record ProxyArguments
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public ulong Seed { get; init; }

    /// <summary>A file with what <c>POST /populate</c> takes.</summary>
    public string? Config { get; init; }

    /// <summary>Whether an invalid configuration file is only reported, as by Toxiproxy.</summary>
    public bool LenientConfig { get; init; }

    /// <summary>Names that requests may have as Host.</summary>
    public string[] AllowedHosts { get; init; } = [];

    /// <summary>How many connections each proxy takes.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>A scenario file, or the name of a network profile.</summary>
    public string? Scenario { get; init; }

    public bool ProxyMetrics { get; init; }

    public bool RuntimeMetrics { get; init; }

    /// <summary>Whether every connection is logged, and what struck it.</summary>
    public bool Verbose { get; init; }
}
