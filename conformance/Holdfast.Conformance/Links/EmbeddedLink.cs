using Holdfast.Chaos;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Links;

/// <summary>A link through a fault proxy in this process.</summary>
internal sealed class EmbeddedLink(ChaosProxy proxy, TimeProvider time) : ILink
{
    private readonly List<int> _dialled = [];

    public string Host => proxy.Listen.Address.ToString();

    public int Port => proxy.Listen.Port;

    public bool IsTransparent => true;

    public void Dialled(int connection)
    {
        lock (_dialled)
        {
            _dialled.Add(connection);
        }
    }

    public Task AddAsync(Toxic toxic, CancellationToken cancellationToken)
    {
        proxy.Add(toxic);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string toxicName, CancellationToken cancellationToken)
    {
        proxy.Remove(toxicName);
        return Task.CompletedTask;
    }

    public async Task StruckAsync(string toxicType, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await proxy.WaitForAsync(entry => entry.Kind == ChaosEventKind.ToxicApplied && entry.Toxic == toxicType, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The fault did not occur in time; the case judges the actual result.
        }
    }

    public IReadOnlyList<FaultEntry> Faults(CaseClock clock)
    {
        IReadOnlyList<ChaosEvent> log = [.. proxy.Log];
        var now = time.GetTimestamp();
        return [.. log.Where(Matters).Select(entry => new FaultEntry
        {
            AtMs = clock.MillisecondsAt(entry.Timestamp),
            EndMs = IsLasting(entry) ? clock.MillisecondsAt(log.FirstOrDefault(later => Ends(later, entry))?.Timestamp ?? now) : null,
            Connection = ConnectionOf(entry),
            Fault = entry.Toxic ?? entry.Kind.ToString(),
            Stream = entry.Stream?.ToString().ToLowerInvariant(),
            Byte = entry.Offset,
            Detail = entry.Detail,
        })];
    }

    public ValueTask DisposeAsync() => proxy.DisposeAsync();

    // The proxy counts in order of acceptance, which is the order in which the case dialled.
    private int ConnectionOf(ChaosEvent entry)
    {
        lock (_dialled)
        {
            return entry.Connection > 0 && entry.Connection <= _dialled.Count ? _dialled[entry.Connection - 1] : 0;
        }
    }

    private static bool IsLasting(ChaosEvent entry) =>
        entry.Kind is ChaosEventKind.ToxicAdded or ChaosEventKind.ToxicUpdated or ChaosEventKind.ToxicApplied;

    // A toxic ends when it is removed, and for a connection when the connection ends.
    private static bool Ends(ChaosEvent later, ChaosEvent entry) => later.Timestamp >= entry.Timestamp && (
        (later.Kind == ChaosEventKind.ToxicRemoved && later.Toxic == entry.Toxic && later.Stream == entry.Stream)
        || (later.Kind == ChaosEventKind.ConnectionClosed && entry.Kind == ChaosEventKind.ToxicApplied
            && later.Connection == entry.Connection));

    // The wire log already has ordinary connections; this log has the faults.
    private static bool Matters(ChaosEvent entry) => entry.Kind is ChaosEventKind.ToxicAdded or ChaosEventKind.ToxicApplied
        or ChaosEventKind.ToxicUpdated or ChaosEventKind.ToxicRemoved or ChaosEventKind.ConnectFailed
        || (entry.Kind == ChaosEventKind.ConnectionClosed && entry.Toxic is not null);
}
