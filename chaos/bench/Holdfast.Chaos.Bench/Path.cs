namespace Holdfast.Chaos.Bench;

/// <summary>The path between the two ends.</summary>
public enum Path
{
    /// <summary>One loopback connection.</summary>
    Direct,

    /// <summary>The proxy without toxics.</summary>
    Proxy,

    /// <summary>The proxy with a toxic in each direction that never strikes.</summary>
    ProxyWithToxic,
}
