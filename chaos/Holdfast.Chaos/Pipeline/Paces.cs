using System.Collections.Concurrent;

namespace Holdfast.Chaos.Pipeline;

/// <summary>The lines that all connections of a proxy share: one for each shared toxic.</summary>
internal sealed class Paces(MonotonicClock clock)
{
    private readonly ConcurrentDictionary<string, Pace> _paces = new(StringComparer.Ordinal);

    public Pace For(Toxic toxic) => _paces.GetOrAdd(toxic.Name, _ => new Pace(clock));

    public void Forget(string toxic) => _paces.TryRemove(toxic, out _);
}
