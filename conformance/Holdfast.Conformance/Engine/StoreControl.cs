using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Holdfast.Chaos;
using Holdfast.Conformance.Links;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>The faults of the network between a case's own server and the server's store, and their record.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Mending frees the port, and the case's server owns the proxy.")]
internal sealed class StoreControl(ServerCaseContext context, ChaosProxy proxy)
{
    /// <summary>How reports name a store that refuses connections.</summary>
    private const string Refuses = "store-refuses";

    private readonly EmbeddedLink _link = new(proxy, context.Clock.Time);
    private readonly List<FaultEntry> _refusals = [];
    private IReadOnlyList<Toxic> _present = [];
    private Socket? _keptPort;

    /// <summary>Breaks the network to the store by toxics, until <see cref="MendAsync"/>.</summary>
    public async Task BreakAsync(string what, IReadOnlyList<Toxic> toxics)
    {
        context.Note($"From here on, {what}.");
        foreach (var toxic in toxics)
        {
            await _link.AddAsync(toxic, context.CancellationToken);
        }

        _present = toxics;
    }

    /// <summary>Closes the connections to the store and refuses new ones, until <see cref="MendAsync"/>.</summary>
    public async Task RefuseAsync()
    {
        const string Sentence = "The store refuses connections.";
        context.Note(Sentence);
        _refusals.Add(new FaultEntry { AtMs = Now, Connection = 0, Fault = Refuses, Detail = Sentence });
        await proxy.DisableAsync(context.CancellationToken);

        // A socket that is bound and does not listen refuses connections, and keeps other processes off the port.
        _keptPort = new Socket(proxy.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _keptPort.Bind(proxy.Listen);
    }

    /// <summary>Mends the network.</summary>
    public async Task MendAsync()
    {
        foreach (var toxic in _present)
        {
            await _link.RemoveAsync(toxic.Name, CancellationToken.None);
        }

        _present = [];
        if (!proxy.Enabled)
        {
            _keptPort?.Dispose();
            await proxy.EnableAsync(CancellationToken.None);
            _refusals[^1] = _refusals[^1] with { EndMs = Now };
        }

        context.Note("The network to the store works again.");
    }

    /// <summary>Whether a toxic took effect on a request of the server, which a store that refuses connections never sees.</summary>
    public bool HasStruck => _refusals.Count > 0 || proxy.Log.Any(entry => entry.Kind == ChaosEventKind.ToxicApplied);

    /// <summary>The faults, with their duration.</summary>
    public IReadOnlyList<FaultEntry> Faults() => [.. _link.Faults(context.Clock), .. _refusals];

    private double Now => Math.Round(context.Clock.Elapsed.TotalMilliseconds, 3);
}
