using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Findings;

/// <summary>Groups the failures of a run by their cause, so that a cause is one finding however many cases show it.</summary>
/// <remarks>
/// A requirement that is broken in one way is a symptom. Symptoms become one finding where one of them explains the other; each stays
/// listed in it, so that a second defect beside a first one is never out of sight.
/// </remarks>
public static class FindingList
{
    /// <summary>
    /// Returns the findings of a run: the gravest first, then those with the most cases; findings that the baseline has come last.
    /// </summary>
    public static IReadOnlyList<Finding> Of(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var checks = document.Cases.SelectMany(BrokenCheck.Of).ToList();
        var judged = document.Cases.Count(result => result.Verdict is Verdict.Pass or Verdict.Fail or Verdict.Warn);
        return
        [
            .. Causes(checks, judged).Concat(Reasons(document))
                .OrderBy(finding => finding.IsKnown)
                .ThenBy(finding => VerdictWords.MostUrgentFirst.ToList().IndexOf(finding.Verdict))
                .ThenByDescending(finding => finding.Cases.Count)
                .ThenBy(finding => finding.Main.Requirement?.Id, StringComparer.Ordinal)
                .ThenBy(finding => finding.Main.Example.Id, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<Finding> Causes(IReadOnlyList<BrokenCheck> checks, int judged)
    {
        var broken =
            BrokenRequirements.Of(checks).OrderByDescending(one => one.Broken.Verdict).ThenByDescending(one => one.Broken.Cases.Count)
            .Select(one => new Cause(one.Broken, one.Explained));

        // Symptoms that joined a cause may add cases that contain others, so each symptom is examined once more.
        return Joined(Joined(broken, judged), judged).Select(cause => cause.ToFinding());
    }

    private static List<Cause> Joined(IEnumerable<Cause> causes, int judged)
    {
        var joined = new List<Cause>();
        var related = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var cause in causes)
        {
            if (cause.Relations.SelectMany(key => related.GetValueOrDefault(key) ?? []).Order().Distinct().Select(index => joined[index])
                .FirstOrDefault(one => one.Includes(cause.Main, judged)) is { } first)
            {
                first.Join(cause);
                continue;
            }

            foreach (var key in cause.Relations)
            {
                (related.TryGetValue(key, out var indexes) ? indexes : related[key] = []).Add(joined.Count);
            }

            joined.Add(cause);
        }

        return joined;
    }

    // A case without a verdict has a reason, and so has one that fails without a check. Deviations in the first upload are reported by
    // themselves.
    private static IEnumerable<Finding> Reasons(ResultsDocument document) =>
        document.Cases.Where(result => !(document.Run.Ground ?? []).Any(sentence => FindingSentence.IsFrom(result, sentence)))
            .Where(result => result.NeedsAttention && !CaseSentence.Deciding(result).Any(IsBroken))
            .Select(result => (result, check: result.Reason is null ? CaseSentence.Deciding(result).FirstOrDefault() : null))
            .GroupBy(
                one => (one.result.Verdict, WithoutValues.Of(one.result.Reason ?? (one.check is null ? "" : CheckSentence.Of(one.check)))))
            .Select(group => new Finding
            {
                Verdict = group.Key.Verdict,
                Main = new Symptom
                {
                    Example = group.First().result, Check = group.First().check, Cases = [.. group.Select(one => one.result)],
                },
            });

    private static bool IsBroken(CheckRecord check) => check.Verdict is Verdict.Fail or Verdict.Warn;
}
