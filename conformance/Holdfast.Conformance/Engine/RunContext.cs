using Holdfast.Conformance.Links;
using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>The data that all cases of a run share, for servers and for clients.</summary>
internal abstract record RunContext
{
    public required RunOptions Options { get; init; }

    public required ILinkFactory Links { get; init; }

    /// <summary>Detects when the subject, or a tool between it and the cases, no longer answers.</summary>
    public required CircuitBreaker Breaker { get; init; }

    /// <summary>Cancelled when the run ends before its cases do.</summary>
    public CancellationToken Over { get; init; }

    /// <summary>Cancelled a little later: ends the deletion of the cases' uploads.</summary>
    public CancellationToken CleanUp { get; init; }

    /// <summary>Limits the size of the run's results.</summary>
    public EvidenceBudget Evidence { get; init; } = new(EvidenceBudget.ResultsFile, 0, CaseWeight.Line);

    /// <summary>The mark that every request and upload of the run carries.</summary>
    public string Marker { get; init; } = "";

    /// <summary>The texts that must not appear in the evidence.</summary>
    public virtual IReadOnlyList<string> Secrets => [];

    /// <summary>Whether other cases use the same subject at the same time, so that the end of it concerns them all.</summary>
    public virtual bool IsSubjectShared => true;

    /// <summary>
    /// Whether a requirement counts in a case: the run's set has it, and it binds the interop version that the case speaks.
    /// </summary>
    public bool Judges(Case @case, string requirement) =>
        Options.Requirements?.Judges(@case.CatalogueId, requirement) != false
            && RequirementCatalogue.Get(requirement).AppliesTo(@case.Interop);

    /// <summary>
    /// Why the subject, or the way to it, does not offer what the case needs, in a sentence; <see langword="null"/> when it does.
    /// </summary>
    public abstract string? WhyNot(Case @case);

    /// <summary>Begins a case.</summary>
    /// <param name="case">The case.</param>
    /// <param name="deadline">The case's time limit; waiting that is not the case's own extends it.</param>
    /// <param name="cancellationToken">Ends the case.</param>
    public abstract CaseContext Begin(Case @case, CaseDeadline deadline, CancellationToken cancellationToken);

    /// <summary>Adds the facts about the subject to the record of the run.</summary>
    public virtual RunRecord Describe(RunRecord run) => run;

    /// <summary>Adds the facts about the subject that cases found to the summary.</summary>
    public virtual SummaryRecord Describe(SummaryRecord summary) => summary;
}
