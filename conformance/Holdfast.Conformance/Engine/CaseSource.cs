using Holdfast.Conformance.Discovery;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>The source of a run's cases.</summary>
public abstract class CaseSource
{
    /// <summary>How many cases there are for such a subject; 0 if unknown.</summary>
    internal abstract int CountFor(RunSubject subject);

    /// <summary>Identifies the catalogue of cases in <see cref="RunRecord.Catalogue"/>; <see langword="null"/> if there is none.</summary>
    internal virtual string? Catalogue => null;

    /// <summary>Selects the cases of a run before the first request; or says why there are none.</summary>
    internal abstract (IReadOnlyList<Case> Cases, string? Nothing) Choose(RunOptions options);

    /// <summary>The facts about a server that must be discovered before the chosen cases run.</summary>
    internal virtual DiscoveryNeeds NeedsOf(IReadOnlyList<Case> chosen, RunOptions options) => new(
        Creation: chosen.Any(@case => @case.Interop is null && @case.Needs.Contains("creation")),
        Tus: chosen.Any(@case => @case.Interop is null),
        Draft: chosen.Any(@case => @case.Interop is not null));

    /// <summary>Cases that are created during the run; <see langword="null"/> when the chosen ones are all.</summary>
    internal virtual ICaseStream? Open(RunContext run) => null;
}
