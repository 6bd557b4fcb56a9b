using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Holdfast.Server.Telemetry;

/// <summary>Counters of one name that differ in their labels.</summary>
/// <param name="tagsOf">The labels of a key.</param>
/// <param name="known">The keys that are shown before anything was counted for them.</param>
internal sealed class CounterFamily<TKey>(Func<TKey, KeyValuePair<string, object?>[]> tagsOf, params IEnumerable<TKey> known)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, StrongBox<long>> _counts =
        new(known.Select(key => KeyValuePair.Create(key, new StrongBox<long>())));

    public bool Knows(TKey key) => _counts.ContainsKey(key);

    public void Increment(TKey key) => Interlocked.Increment(ref _counts.GetOrAdd(key, static _ => new StrongBox<long>()).Value);

    public IEnumerable<Measurement<long>> Read() =>
        _counts.Select(pair => new Measurement<long>(Volatile.Read(ref pair.Value.Value), tagsOf(pair.Key)));
}
