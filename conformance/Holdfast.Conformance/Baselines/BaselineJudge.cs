using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Baselines;

/// <summary>Compares the result of a case with its baseline entry, requirement by requirement.</summary>
internal static class BaselineJudge
{
    /// <summary>Whether the case fails the run when nothing is known of it.</summary>
    public static bool Fails(CaseRecord result, bool strict) =>
        result.Verdict == Verdict.Fail || (strict && result.Verdict == Verdict.Warn);

    /// <summary>Whether the case says nothing about the target.</summary>
    public static bool IsUndecided(CaseRecord result) => result.Verdict is Verdict.Unsupported or Verdict.Inconclusive or Verdict.Harness;

    /// <summary>The requirements that the case found broken, sorted.</summary>
    public static IReadOnlyList<string> Broken(CaseRecord result, bool strict) =>
        Requirements(result, verdict => verdict == Verdict.Fail || (strict && verdict == Verdict.Warn));

    /// <summary>
    /// Returns the result's comparison with <paramref name="entry"/>; <see langword="null"/> when the case decided nothing about the
    /// target.
    /// </summary>
    public static BaselineRecord? Compare(CaseRecord result, BaselineEntry entry, bool strict)
    {
        if (IsUndecided(result))
        {
            return null;
        }

        var broken = Broken(result, strict);
        var pass = Requirements(result, verdict => verdict == Verdict.Pass);
        var bad = Requirements(result, verdict => verdict is Verdict.Fail or Verdict.Warn or Verdict.Inconclusive);

        // Requirements that the case did not reach, because it ended earlier, are not stale.
        var mended = entry.Requirements.Where(id => pass.Contains(id) && !bad.Contains(id));
        var isStale = !Fails(result, strict: true);
        return new BaselineRecord
        {
            Line = entry.Line,
            Reason = entry.Reason,
            Known = [.. broken.Intersect(entry.Requirements)],
            New = [.. broken.Except(entry.Requirements)],
            Stale = isStale ? StaleWhole(entry) : [.. mended],
        };
    }

    // An entry without requirements is stale as a whole, too.
    private static IReadOnlyList<string> StaleWhole(BaselineEntry entry) =>
        entry.Requirements.Count == 0 ? [entry.Case] : entry.Requirements;

    private static IReadOnlyList<string> Requirements(CaseRecord result, Func<Verdict, bool> which) =>
        [.. result.Checks.Where(check => which(check.Verdict)).SelectMany(check => check.Requirements).Distinct()
            .Order(StringComparer.Ordinal)];
}
