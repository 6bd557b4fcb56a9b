namespace Holdfast.Chaos;

/// <summary>A change of a proxy's settings; null leaves a setting as it is.</summary>
internal sealed record ProxyChange(
    string? Listen = null, string? Upstream = null, bool? Enabled = null, ProxyTls? Tls = null, bool? RefuseWhileDown = null);
