namespace Holdfast.Conformance.Links;

/// <summary>Opens links for cases.</summary>
internal interface ILinkFactory : IAsyncDisposable
{
    /// <summary>Why no more links can be opened when their proxy has ended; <see langword="null"/> while it runs.</summary>
    Task<string?> WhyGoneAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <param name="caseId">Names the link where the proxy shows names.</param>
    /// <param name="host">The origin's host.</param>
    /// <param name="port">The origin's port.</param>
    /// <param name="seed">The seed of toxics with a toxicity below 1.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    Task<ILink> OpenAsync(string caseId, string host, int port, ulong seed, CancellationToken cancellationToken);
}
