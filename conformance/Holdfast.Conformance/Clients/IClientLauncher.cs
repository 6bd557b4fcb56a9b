namespace Holdfast.Conformance.Clients;

/// <summary>Starts a client on one task, as a process, a page in a browser or a call into a library.</summary>
public interface IClientLauncher
{
    /// <summary>Starts the client, which begins its task at once.</summary>
    /// <param name="task">What the client is to do.</param>
    /// <param name="cancellationToken">Ends the case; then nothing is left behind.</param>
    Task<ClientStart> StartAsync(ClientTask task, CancellationToken cancellationToken);
}
