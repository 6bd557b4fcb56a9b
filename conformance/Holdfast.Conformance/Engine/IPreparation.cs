using Holdfast.Conformance.Links;

namespace Holdfast.Conformance.Engine;

/// <summary>The preparation before the first case of a run, for one kind of subject.</summary>
internal interface IPreparation
{
    /// <summary>
    /// Discovers the subject's capabilities. Returns a sentence that says why no case can run, or <see langword="null"/>.
    /// </summary>
    Task<string?> AskAsync(IReadOnlyList<Case> cases, CancellationToken cancellationToken);

    /// <summary>The cases that can run with the discovered capabilities.</summary>
    IReadOnlyList<Case> Narrow(IReadOnlyList<Case> cases);

    /// <summary>Probes the subject again. Returns a description of its death, or <see langword="null"/> while it answers.</summary>
    Task<Death?> DeathAsync(CancellationToken cancellationToken);

    /// <summary>Returns the data that the cases share.</summary>
    RunContext Share(ILinkFactory links, CircuitBreaker breaker);
}
