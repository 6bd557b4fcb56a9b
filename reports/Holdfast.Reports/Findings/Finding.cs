using Holdfast.Reports.Results;

namespace Holdfast.Reports.Findings;

/// <summary>One cause: its clearest symptom, the other symptoms that it explains, and every case that shows it.</summary>
public sealed record Finding
{
    /// <summary>The worst verdict of the cause: fail, warn, inconclusive or harness.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The main symptom of the cause: the broken requirement, or the reason why there is no verdict.</summary>
    public required Symptom Main { get; init; }

    /// <summary>Further deviations that the same cause explains, the most frequent first.</summary>
    public IReadOnlyList<Symptom> Also { get; init; } = [];

    /// <summary>Every case in which it was seen, by id.</summary>
    public IReadOnlyList<CaseRecord> Cases =>
        field ??= [.. Also.Append(Main).SelectMany(symptom => symptom.Cases).DistinctBy(result => result.Id)
            .OrderBy(result => result.Id, CaseIdOrder.Instance)];

    /// <summary>Whether the baseline knows every case, so that the finding fails no run.</summary>
    public bool IsKnown => Cases.All(result => result.IsKnown);
}
