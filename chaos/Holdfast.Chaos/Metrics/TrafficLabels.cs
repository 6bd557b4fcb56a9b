namespace Holdfast.Chaos.Metrics;

/// <summary>The labels of a count, as Toxiproxy has them.</summary>
/// <param name="Direction">The direction of the bytes.</param>
/// <param name="Listener">The bound address.</param>
/// <param name="Proxy">The proxy's name.</param>
/// <param name="Upstream">The server's address.</param>
internal readonly record struct TrafficLabels(ToxicStream Direction, string Listener, string Proxy, string Upstream);
