namespace Holdfast.Conformance.Stores;

/// <summary>Starts servers that reach their store through a fault proxy of their own, for cases that break that network.</summary>
public interface IStoreLinkLauncher
{
    /// <summary>Starts a server and waits until it listens. The network to its store works.</summary>
    /// <param name="seed">The seed of the fault proxy.</param>
    /// <param name="cancellationToken">Ends the waiting; then nothing is left behind.</param>
    Task<LinkedServerStart> StartAsync(ulong seed, CancellationToken cancellationToken);
}
