using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>Notes about a run that every output shows beside the verdicts.</summary>
internal static class RunNotes
{
    /// <summary>A longer list is not read to its end; the cases have the rest.</summary>
    private const int Shown = 20;

    /// <summary>A longer sentence is not read to its end.</summary>
    private const int LongestName = 1000;

    /// <summary>
    /// Returns the notes: limits, requirements that were not judged, contradictions, the baseline, uploads that remain on the target.
    /// </summary>
    public static IReadOnlyList<RunNote> Of(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var summary = document.Summary;
        return
        [
            .. document.Run.Requirements is { } set
                ? [new RunNote($"Judged by the frozen set '{VisibleText.Of(set)}' alone.")] : Array.Empty<RunNote>(),
            .. document.Run.Limits.Select(limit => new RunNote(VisibleText.Of(limit))),
            .. Withheld(summary.Withheld ?? []),
            .. Beyond(document.Cases),
            .. LeftOut(document.Run.LeftOut ?? []),
            .. NotDone(summary.NotDone ?? []),
            .. summary.Rate is { } rate ? [new RunNote(Slower(rate))] : Array.Empty<RunNote>(),
            .. UnsupportedNote.Of(document.Cases),
            .. summary.UploadsWanted is { } wanted
                ? [new RunNote(
                    $"To let more cases run, give uploads with --upload-url: {VisibleText.Of(wanted)}.")] : Array.Empty<RunNote>(),
            .. Contradictions.Of(document).Select(sentence => new RunNote(sentence) { IsForTerminal = false }),
            .. Baseline(document),
            .. LeftBehind(document),
        ];
    }

    private static IEnumerable<RunNote> Withheld(IReadOnlyList<string> origins)
    {
        foreach (var origin in origins.Take(Shown).Select(VisibleText.Of))
        {
            yield return new RunNote($"The server names uploads on {origin}, another origin than the target's; the header fields of "
                + $"--header were not sent there. --trust-origin {origin} sends them.");
        }

        if (origins.Count > Shown)
        {
            yield return new RunNote(string.Create(
                CultureInfo.InvariantCulture, $"{origins.Count - Shown} more such origins are listed in 'withheld' of results.jsonl."));
        }
    }

    private static IEnumerable<RunNote> Beyond(IReadOnlyList<CaseRecord> cases)
    {
        var kinds = cases.SelectMany(result => (result.Beyond ?? []).Select(what => (What: what, result.Id)))
            .GroupBy(one => one.What, one => one.Id, StringComparer.Ordinal).ToList();
        foreach (var kind in kinds.OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal).Take(Shown))
        {
            var first = VisibleText.Of(kind.Min(StringComparer.Ordinal)!);
            var place = kind.Count() == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{kind.Count()} cases, first ");
            yield return new RunNote($"The server sent {CaseWeight.Page.Cut(VisibleText.Of(kind.Key), LongestName)}, where Holdfast "
                + $"stops reading: in {place}{first}.");
        }
    }

    private static IEnumerable<RunNote> LeftOut(IReadOnlyList<string> ids)
    {
        if (ids.Count > 0)
        {
            yield return new RunNote($"{Quantity.Count(ids.Count, "case")} did not fit the budget and did not run",
                Listed([.. ids.Select(VisibleText.Of)], "leftOut"));
        }
    }

    private static IEnumerable<RunNote> NotDone(IReadOnlyList<string> ids)
    {
        if (ids.Count > 0)
        {
            yield return new RunNote($"{Quantity.Count(ids.Count, "case")} had no verdict when the run ended",
                Listed([.. ids.Select(VisibleText.Of)], "notDone"));
        }
    }

    private static string Slower(double rate) => string.Create(
        CultureInfo.InvariantCulture, $"The target answered 429, so the run slowed down to {rate:0.###} requests a second; '--rate "
            + $"{rate:0.###}' starts at that rate.");

    private static IEnumerable<RunNote> Baseline(ResultsDocument document)
    {
        var summary = document.Summary;
        var known = summary.KnownFail + summary.KnownWarn;
        if (known > 0)
        {
            yield return new RunNote(string.Create(
                CultureInfo.InvariantCulture, $"Known by the baseline: {known} of {summary.Fail + summary.Warn} cases that fail or warn."));
        }

        if (summary.Stale > 0)
        {
            var stale = document.Cases.Where(result => result.Baseline is { Stale.Count: > 0 }).OrderBy(result => result.Baseline!.Line)
                .Select(result => $"{VisibleText.Of(result.Id)}: {BaselineSentence.Of(result).Last()}").ToList();
            yield return new RunNote($"Stale in the baseline: {Quantity.Count(summary.Stale, "line")}", Listed(stale, "baseline"));
        }
    }

    private static IEnumerable<RunNote> LeftBehind(ResultsDocument document)
    {
        var left = (document.Run.LeftBehind ?? []).Concat(
            document.Cases.OrderBy(result => result.Id, CaseIdOrder.Instance).SelectMany(result => result.LeftBehind)).ToList();
        if (left.Count > 0)
        {
            var marker = document.Run.Marker is { } run ? $", marked 'holdfast-run' with {VisibleText.Of(run)}" : "";
            yield return new RunNote(
                $"{Quantity.Count(left.Count, "upload")} may be left on the target{marker}",
                Listed([.. left.CountBy(what => what).Select(group => VisibleText.Of(group.Key) + Times(group.Value))], "leftBehind"));
        }
    }

    private static string Times(int count) => count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({count} times)");

    private static List<string> Listed(List<string> details, string member) => details.Count <= Shown ? details
        : [.. details.Take(Shown),
            string.Create(CultureInfo.InvariantCulture, $"and {details.Count - Shown} more, in '{member}' of results.jsonl")];
}
