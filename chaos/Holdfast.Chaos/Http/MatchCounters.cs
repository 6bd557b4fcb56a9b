using System.Collections.Concurrent;

namespace Holdfast.Chaos.Http;

/// <summary>Counts the messages that matched each toxic of a proxy, over all connections.</summary>
internal sealed class MatchCounters
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts a match and returns its number, from 1.</summary>
    public int Next(string toxic) => _counts.AddOrUpdate(toxic, 1, (_, count) => count + 1);

    public void Forget(string toxic) => _counts.TryRemove(toxic, out _);
}
