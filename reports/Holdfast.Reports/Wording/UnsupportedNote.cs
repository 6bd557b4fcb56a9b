using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>The features that the target lacks, and the number of cases that judged nothing because of that.</summary>
internal static class UnsupportedNote
{
    /// <summary>Returns the note, with the most frequent reasons first; empty when every case was run.</summary>
    public static IEnumerable<RunNote> Of(IEnumerable<CaseRecord> cases)
    {
        var reasons =
            cases.Where(result => result.Verdict == Verdict.Unsupported).CountBy(result => result.Reason ?? "The reason is not known.")
            .OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal).ToList();
        if (reasons.Count > 0)
        {
            yield return new RunNote(
                $"{Quantity.Count(reasons.Sum(reason => reason.Value), "case")} judged nothing",
                [.. reasons.Select(reason =>
                    string.Create(CultureInfo.InvariantCulture, $"{VisibleText.Of(reason.Key).TrimEnd('.')} ({reason.Value:N0})"))]);
        }
    }
}
