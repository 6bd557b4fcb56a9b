using Holdfast.Conformance.Links;

namespace Holdfast.Conformance.Engine;

/// <summary>The preparation before the first case of a run, for one kind of subject.</summary>
internal interface IPreparation
{
    /// <summary>Asks the subject what it can do. Gives why no case can run, as a sentence, or <see langword="null"/>.</summary>
    Task<string?> AskAsync(IReadOnlyList<Case> cases, CancellationToken cancellationToken);

    /// <summary>The cases that make sense after what was found.</summary>
    IReadOnlyList<Case> Narrow(IReadOnlyList<Case> cases);

    /// <summary>Asks the subject once more. Gives what became of it, or <see langword="null"/> while it answers.</summary>
    Task<Death?> DeathAsync(CancellationToken cancellationToken);

    /// <summary>Gives what the cases share.</summary>
    RunContext Share(ILinkFactory links, CircuitBreaker breaker);
}
