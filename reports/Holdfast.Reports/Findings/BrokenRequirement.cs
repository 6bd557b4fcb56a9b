using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Findings;

/// <summary>One requirement that is broken in one way, over all the cases that show it.</summary>
internal sealed class BrokenRequirement(RequirementText requirement, string deviation, IReadOnlyList<BrokenCheck> checks)
{
    private readonly HashSet<string?> _methods = [.. checks.Select(check => DeviationKind.Method(check.Check.Subject))];
    private readonly HashSet<string> _expected =
        [.. checks.Select(check => AnsweredStatus.Of(check.Check.Expected)?.Status).OfType<string>()];

    public RequirementText Requirement => requirement;

    public IReadOnlyList<BrokenCheck> Checks => checks;

    public Verdict Verdict { get; } = checks.Select(check => check.Check.Verdict).Max();

    /// <summary>The ids of the cases.</summary>
    public HashSet<string> Cases { get; } = [.. checks.Select(check => check.Case.Id)];

    /// <summary>The ids of the cases that there are in several interop versions, without the version.</summary>
    public HashSet<string> Variants { get; } =
        [.. checks.Where(check => check.Case.Interop is not null).Select(check => check.Case.CatalogueId)];

    public HashSet<string> Places { get; } = [.. checks.Select(check => check.Place)];

    public string Deviation => deviation;

    /// <summary>All that the checks cite, not only what decides.</summary>
    public HashSet<string> Cited { get; } = [.. checks.SelectMany(check => check.Check.Requirements)];

    /// <summary>Whether one success is answered in place of another. Nothing that a later check sees can come from that.</summary>
    public bool IsHarmless { get; } = checks.All(check =>
        AnsweredStatus.Of(check.Check.Actual) is { IsSuccess: true } && AnsweredStatus.Of(check.Check.Expected) is { IsSuccess: true });

    /// <summary>
    /// Whether a check of another requirement fails only because of the same response: with the status that this requirement demands, it
    /// would hold.
    /// </summary>
    public bool Explains(BrokenCheck other) =>
        DeviationKind.IsStatus(deviation) && other.Deviation == deviation
        && DeviationKind.Method(other.Check.Subject) is { } method && _methods.Contains(method)
        && AnsweredStatus.Of(other.Check.Actual) is { } answered
        && _expected.Any(instead => answered.IsAllThatDiffers(other.Check.Expected, instead));

    public Symptom ToSymptom()
    {
        var clearest = checks.Where(check => check.Check.Verdict == Verdict)
            .OrderBy(check => check.Case.IsKnown)
            .ThenBy(check => check.Check.Operations is not null)
            .ThenBy(check => CaseTopic.Is(check.Case.Id, "resilience") || CaseTopic.Is(check.Case.Id, "http2"))
            .ThenBy(check => check.Case.Checks.Count(one => one.Verdict >= check.Check.Verdict))
            .ThenBy(check => CheckSentence.Of(check.Check).Length)
            .ThenByDescending(check => check.Case.Interop)
            .ThenBy(check => check.Case.Id, StringComparer.Ordinal)
            .First();
        return new Symptom
        {
            Requirement = requirement,
            Example = clearest.Case,
            Check = clearest.Check,
            Cases = [.. checks.Select(check => check.Case).DistinctBy(result => result.Id)],
        };
    }
}
