namespace Holdfast.Chaos.Metrics;

/// <summary>What tells one count from another, as Toxiproxy labels it.</summary>
/// <param name="Direction">Which way the bytes went.</param>
/// <param name="Listener">The bound address.</param>
/// <param name="Proxy">The proxy's name.</param>
/// <param name="Upstream">The server's address.</param>
internal readonly record struct TrafficLabels(ToxicStream Direction, string Listener, string Proxy, string Upstream);
