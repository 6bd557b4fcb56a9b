namespace Holdfast.Chaos;

/// <summary>What shall become different about a proxy; what is null stays.</summary>
internal sealed record ProxyChange(
    string? Listen = null, string? Upstream = null, bool? Enabled = null, ProxyTls? Tls = null, bool? RefuseWhileDown = null);
