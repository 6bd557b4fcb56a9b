using Holdfast.Conformance.Links;

namespace Holdfast.Conformance.Engine;

/// <summary>Clients are started by each case, so there is nothing to ask before.</summary>
internal sealed class ClientPreparation(RunSubject.Client subject, RunOptions options) : IPreparation
{
    public Task<string?> AskAsync(IReadOnlyList<Case> cases, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public IReadOnlyList<Case> Narrow(IReadOnlyList<Case> cases) => cases;

    public Task<Death?> DeathAsync(CancellationToken cancellationToken) => Task.FromResult<Death?>(null);

    public RunContext Share(ILinkFactory links, CircuitBreaker breaker) =>
        new ClientRunContext { Options = options, Links = links, Breaker = breaker, Clients = subject.Clients };
}
