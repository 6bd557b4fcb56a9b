using System.Globalization;
using Holdfast.Chaos;

namespace Holdfast.Conformance.Links;

/// <summary>Opens links through fault proxies in this process: on the case's clock, and transparent until a fault is added.</summary>
internal sealed class EmbeddedLinkFactory(TimeProvider time) : ILinkFactory
{
    public async Task<ILink> OpenAsync(string caseId, string host, int port, ulong seed, CancellationToken cancellationToken)
    {
        var upstream = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return new EmbeddedLink(await ChaosProxy.StartAsync(
            new ChaosProxyOptions
            {
                Name = caseId,
                Upstream = string.Create(CultureInfo.InvariantCulture, $"{upstream}:{port}"),
                Seed = seed,
                TimeProvider = time,
                PropagateHalfClose = true,
                PropagateReset = true,
            },
            cancellationToken), time);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
