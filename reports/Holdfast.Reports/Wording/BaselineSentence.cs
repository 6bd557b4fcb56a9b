using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>Describes a baseline's entry for a case in words.</summary>
internal static class BaselineSentence
{
    /// <summary>Returns one sentence each for the known deviations, the new ones, and the entries to delete from the file.</summary>
    public static IEnumerable<string> Of(CaseRecord result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Baseline is not { } baseline)
        {
            yield break;
        }

        if (result.IsKnown)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Known, by line {baseline.Line} of the baseline{(baseline.Reason is { } reason ? $": {VisibleText.Of(reason)}" : ".")}");
        }

        if (baseline.New.Count > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"New since the baseline: {Ids(baseline.New)}.");
        }

        if (baseline.Stale.Count > 0)
        {
            var what = IsWhole(result, baseline) ? "delete the line" : $"delete {Ids(baseline.Stale)} from it";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"Line {baseline.Line} of the baseline is stale, as this no longer fails: {what}.");
        }
    }

    private static string Ids(IEnumerable<string> ids) => string.Join(", ", ids.Select(VisibleText.Of));

    private static bool IsWhole(CaseRecord result, BaselineRecord baseline) =>
        baseline.Known.Count == 0 && result.Verdict is not (Verdict.Fail or Verdict.Warn);
}
