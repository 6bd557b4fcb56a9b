using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>The run in one sentence.</summary>
internal static class Headline
{
    /// <summary>
    /// Returns target, counts and seed, for example <c>http://…/files/: 53 of 57 cases pass; 3 fail, 1 warning; seed 7</c>.
    /// </summary>
    public static string Of(ResultsDocument document) =>
        $"{VisibleText.Of(document.Run.Subject.Name)}: {Counts(document)}; {Seed(document.Run)}";

    /// <summary>Returns the counts, always with their denominator, and says so when the run did not come to its end.</summary>
    public static string Counts(ResultsDocument document)
    {
        var summary = document.Summary;
        if (summary.Total == 0)
        {
            return summary.IsTargetDead ? "the target died before a case had a verdict"
                : summary.Interrupted ? "no case ran before the run was interrupted"
                : "no case ran";
        }

        var others = VerdictWords.MostUrgentFirst.Where(verdict => verdict != Verdict.Pass && summary.Count(verdict) > 0)
            .Select(verdict => verdict.Count(summary.Count(verdict)));
        string[] parts = [summary.IsTargetDead ? "the target died in the run" : "", PassOf(summary), string.Join(", ", others),
            Known(summary), Interruption(document)];
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    /// <summary>The ends of the target, or of a tool in front of it, during the run: one sentence for each.</summary>
    public static IReadOnlyList<string> Ended(SummaryRecord summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return [.. (summary.Ended ?? "").Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(VisibleText.Of)];
    }

    /// <summary>Returns the seed of the run, as the command line takes it.</summary>
    public static string Seed(RunRecord run) => string.Create(CultureInfo.InvariantCulture, $"seed {run.Seed}");

    private static string PassOf(SummaryRecord summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"{summary.Pass} of {summary.Total} {(summary.Total == 1 ? "case passes" : "cases pass")}");

    private static string Known(SummaryRecord summary)
    {
        string?[] parts =
        [
            summary.KnownFail + summary.KnownWarn is > 0 and var known
                ? string.Create(CultureInfo.InvariantCulture, $"{known} known") : null,
            summary.Stale > 0 ? string.Create(CultureInfo.InvariantCulture, $"{summary.Stale} stale in the baseline") : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Interruption(ResultsDocument document) => document.Summary.Interrupted
        ? string.Create(CultureInfo.InvariantCulture,
            $"interrupted after {document.Summary.Total}{(document.Run.Chaos is null ? $" of {document.Run.Selected} selected" : "")}")
        : "";
}
