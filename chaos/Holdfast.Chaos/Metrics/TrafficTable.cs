using System.Collections.Concurrent;

namespace Holdfast.Chaos.Metrics;

/// <summary>All counts of a server. As in Toxiproxy, a count is kept when its proxy is deleted.</summary>
internal sealed class TrafficTable
{
    private readonly ConcurrentDictionary<TrafficLabels, TrafficCount> _counts = new();

    public IEnumerable<KeyValuePair<TrafficLabels, TrafficCount>> All => _counts
        .OrderBy(pair => pair.Key.Direction == ToxicStream.Upstream)
        .ThenBy(pair => pair.Key.Listener, StringComparer.Ordinal)
        .ThenBy(pair => pair.Key.Proxy, StringComparer.Ordinal);

    public TrafficCount For(TrafficLabels labels) => _counts.GetOrAdd(labels, _ => new TrafficCount());
}
