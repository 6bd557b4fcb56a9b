using Holdfast.Chaos;

namespace Holdfast.Cli.Check.Stores;

/// <summary>The fault proxy between a server and its store.</summary>
internal static class StoreLink
{
    /// <summary>Starts one on a free port, without faults.</summary>
    public static Task<ChaosProxy> StartAsync(string upstream, ulong seed, CancellationToken cancellationToken) => ChaosProxy.StartAsync(
        new ChaosProxyOptions
        {
            Name = "store", Upstream = upstream, Seed = seed, PropagateHalfClose = true, PropagateReset = true,
        },
        cancellationToken);
}
