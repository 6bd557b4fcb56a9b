using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>What a reader must know about a run beside its verdicts, a sentence each; every output shows the same.</summary>
public static class RunNotes
{
    /// <summary>A list in a sentence is read up to about here; the cases have the rest.</summary>
    private const int Shown = 20;

    /// <summary>Gives the sentences: limits, contradictions, the baseline, what stays on the target.</summary>
    public static IReadOnlyList<string> Of(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var summary = document.Summary;
        return
        [
            .. document.Run.Requirements is { } set ? [$"Judged by the frozen set '{VisibleText.Of(set)}' alone."] : Array.Empty<string>(),
            .. document.Run.Limits.Select(VisibleText.Of),
            .. LeftOut(document.Run.LeftOut ?? []),
            .. summary.UploadsWanted is { } wanted ? [$"To let more cases run, give uploads with --upload-url: {VisibleText.Of(wanted)}."] : Array.Empty<string>(),
            .. Contradictions.Of(document),
            .. Baseline(summary),
            .. LeftBehind(document),
        ];
    }

    private static IEnumerable<string> LeftOut(IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
        {
            yield break;
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"{ids.Count} {(ids.Count == 1 ? "case" : "cases")} did not fit the budget and did not run:");
        foreach (var id in ids.Take(Shown))
        {
            yield return "  " + VisibleText.Of(id);
        }

        if (ids.Count > Shown)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  and {ids.Count - Shown} more, in 'leftOut' of results.jsonl");
        }
    }

    private static IEnumerable<string> Baseline(SummaryRecord summary)
    {
        var known = summary.KnownFail + summary.KnownWarn;
        if (known > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Known by the baseline: {known} of {summary.Fail + summary.Warn} cases that fail or warn.");
        }

        if (summary.Stale > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Stale in the baseline: {summary.Stale} {(summary.Stale == 1 ? "line" : "lines")}.");
        }
    }

    private static IEnumerable<string> LeftBehind(ResultsDocument document)
    {
        var left = (document.Run.LeftBehind ?? []).Concat(document.Cases.OrderBy(result => result.Id, StringComparer.Ordinal).SelectMany(result => result.LeftBehind)).ToList();
        if (left.Count == 0)
        {
            yield break;
        }

        var marker = document.Run.Marker is { } run ? $", marked 'holdfast-run' with {VisibleText.Of(run)}" : "";
        yield return string.Create(CultureInfo.InvariantCulture, $"{left.Count} {(left.Count == 1 ? "upload" : "uploads")} may be left on the target{marker}:");
        foreach (var group in left.CountBy(what => what).Take(Shown))
        {
            yield return "  " + VisibleText.Of(group.Key) + (group.Value == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({group.Value} times)"));
        }

        if (left.Distinct().Count() is var count && count > Shown)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  and {count - Shown} more, in 'leftBehind' of results.jsonl");
        }
    }
}
