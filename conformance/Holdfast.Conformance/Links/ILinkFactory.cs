namespace Holdfast.Conformance.Links;

/// <summary>Opens links for cases.</summary>
internal interface ILinkFactory : IAsyncDisposable
{
    /// <summary>Why no more links can be opened, since the proxy behind them is gone; <see langword="null"/> while it is there.</summary>
    Task<string?> WhyGoneAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <param name="caseId">Names the link where the proxy shows names.</param>
    /// <param name="host">The origin's host.</param>
    /// <param name="port">The origin's port.</param>
    /// <param name="seed">Decides what a toxic with a toxicity below 1 does.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    Task<ILink> OpenAsync(string caseId, string host, int port, ulong seed, CancellationToken cancellationToken);
}
