using System.Globalization;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Findings;

/// <summary>A finding in words; the terminal, the summary and the report say the same.</summary>
internal static class FindingSentence
{
    /// <summary>A list in a sentence is read up to about here; the report has the rest.</summary>
    private const int Shown = 4;

    /// <summary>The deviations in the first upload, a sentence each, with how many cases have no verdict because of them.</summary>
    public static IReadOnlyList<string> Ground(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [.. (document.Run.Ground ?? []).Select(
            sentence => document.Cases.Count(result => IsFrom(result, sentence)) is > 0 and var stopped
            ? $"{VisibleText.Of(sentence)} {Quantity.Count(stopped, "case")} {(stopped == 1 ? "has" : "have")} no verdict because of it."
            : VisibleText.Of(sentence))];
    }

    /// <summary>Whether a case has no verdict because of a deviation in the first upload.</summary>
    internal static bool IsFrom(CaseRecord result, string ground) => result.Verdict == Verdict.Inconclusive && result.Reason == ground;

    /// <summary>The deviation: the requirement, and the observation of the clearest case; or the reason why there is no verdict.</summary>
    public static string What(Symptom symptom)
    {
        ArgumentNullException.ThrowIfNull(symptom);
        var seen = symptom.Check is { } check ? CheckSentence.Of(check) : VisibleText.Of(symptom.Example.Reason ?? symptom.Example.Title);
        return symptom.Requirement is { } requirement ? $"{VisibleText.Of(Name(requirement))}: {seen}" : seen;
    }

    /// <summary>The place where it was seen, for example <c>63 cases: tus; ietf 3-10; HTTP/2</c>.</summary>
    public static string Where(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return $"{Quantity.Count(finding.Cases.Count, "case")}: {string.Join("; ", FindingMarks.Of(finding.Cases))}";
    }

    /// <summary>
    /// The other symptoms that the cause explains, for example <c>also TUS-018, A-08; in 3 ways</c>; <see langword="null"/> where there is
    /// nothing else.
    /// </summary>
    public static string? Also(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var own = finding.Main.Requirement?.Id;
        var others =
            finding.Also.Select(symptom => symptom.Requirement!.Id).Where(id => id != own).Distinct().Select(VisibleText.Of).ToList();
        var ways = finding.Also.Count(symptom => symptom.Requirement!.Id == own) + 1;
        var more = others.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {others.Count - Shown} more") : "";
        string?[] parts =
        [
            others.Count == 0 ? null : $"also {string.Join(", ", others.Take(Shown))}{more}",
            ways == 1 ? null : string.Create(CultureInfo.InvariantCulture, $"in {ways} ways"),
        ];
        return parts.OfType<string>().ToList() is { Count: > 0 } said ? string.Join("; ", said) : null;
    }

    /// <summary>The baseline's entries for its cases; for a new finding, the new cases come first.</summary>
    public static IEnumerable<string> Baseline(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.Cases.OrderByDescending(result => result.IsKnown == finding.IsKnown).SelectMany(BaselineSentence.Of).Distinct()
            .Take(Shown);
    }

    /// <summary>Counts findings by verdict, for example <c>2 fail, 1 warning</c>; how many the baseline knows is said, too.</summary>
    public static string Counts(IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var counts = findings.CountBy(finding => finding.Verdict).ToDictionary();
        var known = findings.Count(finding => finding.IsKnown);
        return string.Join(", ", VerdictWords.MostUrgentFirst.Where(counts.ContainsKey).Select(verdict => verdict.Count(counts[verdict])))
            + (known == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {known} known"));
    }

    /// <summary>Returns a requirement's number, keyword and clause; the number alone where the results do not have more.</summary>
    internal static string Name(RequirementText requirement) =>
        requirement.Level.Length == 0 ? requirement.Id : CaseStory.Name(requirement);
}
