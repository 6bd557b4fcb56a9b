namespace Holdfast.Cli.Proxy;

/// <summary>What <c>holdfast proxy</c> was told.</summary>
internal sealed record ProxyArguments
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public ulong Seed { get; init; }

    /// <summary>A file with what <c>POST /populate</c> takes.</summary>
    public string? Config { get; init; }

    /// <summary>A scenario file, or the name of a network profile.</summary>
    public string? Scenario { get; init; }

    public bool ProxyMetrics { get; init; }

    public bool RuntimeMetrics { get; init; }

    /// <summary>Whether every connection is logged, and what struck it.</summary>
    public bool Verbose { get; init; }
}
