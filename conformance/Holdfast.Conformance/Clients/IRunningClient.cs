namespace Holdfast.Conformance.Clients;

/// <summary>A client at work on one task. Disposing ends it.</summary>
public interface IRunningClient : IAsyncDisposable
{
    /// <summary>Waits for the client's end. <see langword="null"/> when it is still at work after <paramref name="atMost"/>.</summary>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    Task<ClientResult?> ResultAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
