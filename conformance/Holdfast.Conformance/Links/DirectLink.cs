using System.Collections.Concurrent;
using Holdfast.Chaos;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Links;

/// <summary>A direct connection without a proxy, for requests without faults.</summary>
internal sealed class DirectLink(WireUrl url) : ILink
{
    private readonly ConcurrentQueue<FaultEntry> _refused = new();

    public string Host => url.Host;

    public int Port => url.Port;

    public bool IsTransparent => true;

    public void Dialled(int connection)
    {
        // This link never has faults, so they need no names.
    }

    public Task AddAsync(Toxic toxic, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A fault needs a fault proxy.");

    public Task RemoveAsync(string toxicName, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A fault needs a fault proxy.");

    public Task StruckAsync(string toxicType, TimeSpan atMost, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Records that a connection was refused, in the same form as a proxy that cannot reach its upstream.</summary>
    public void Refused(CaseClock clock, string why) => _refused.Enqueue(new FaultEntry
    {
        AtMs = Math.Round(clock.Elapsed.TotalMilliseconds, 3),
        Connection = 0,
        Fault = nameof(ChaosEventKind.ConnectFailed),
        Detail = why,
    });

    public IReadOnlyList<FaultEntry> Faults(CaseClock clock) => [.. _refused];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
