using Holdfast.Reports.Results;

namespace Holdfast.Reports.Findings;

/// <summary>A check that fails or warns, in its case, with the kind of its deviation.</summary>
internal sealed record BrokenCheck(CaseRecord Case, CheckRecord Check, string Deviation, IReadOnlyList<RequirementText> Broken)
{
    /// <summary>The case and what was looked at, the same in every interop version.</summary>
    public string Place { get; } = $"{Case.CatalogueId}: {WithoutValues.Of(Check.Subject)}";

    public static IEnumerable<BrokenCheck> Of(CaseRecord result)
    {
        var texts = result.Requirements.DistinctBy(text => text.Id).ToDictionary(text => text.Id, StringComparer.Ordinal);
        return result.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.Warn)
            .Select(check => new BrokenCheck(result, check, DeviationKind.Of(check), Deciding(check, texts)));
    }

    // A failure is a broken MUST: the other requirements that the check cites are not the reason.
    private static List<RequirementText> Deciding(CheckRecord check, Dictionary<string, RequirementText> texts)
    {
        var cited = check.Requirements.Select(id => texts.GetValueOrDefault(id) ?? RequirementText.Unknown(id)).ToList();
        var musts = cited.Where(text => text.Level.Split(' ')[0] is "MUST" or "SHALL").ToList();
        return check.Verdict == Verdict.Fail && musts.Count > 0 ? musts : cited;
    }
}
