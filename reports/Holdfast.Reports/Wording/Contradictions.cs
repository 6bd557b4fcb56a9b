using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>Where a target's announcement and its behaviour disagree: announced and broken, or working and not announced.</summary>
public static class Contradictions
{
    /// <summary>Gives a sentence for each extension that contradicts its announcement.</summary>
    public static IEnumerable<string> Of(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var broken = document.Cases.Where(result => result.Capability is not null && result.Verdict != Verdict.Unsupported)
            .GroupBy(result => result.Capability!).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Name: group.Key, Failing: group.Count(result => result.Verdict == Verdict.Fail), All: group.Count()))
            .Where(group => group.Failing > 0)
            .Select(group => string.Create(
                CultureInfo.InvariantCulture, $"Announced and broken: {VisibleText.Of(group.Name)}, where {group.Failing} of {group.All} cases {(group.Failing == 1 ? "fails" : "fail")}."));
        var silent = document.Cases.SelectMany(result => result.Unannounced).Distinct().Order(StringComparer.Ordinal)
            .Select(name => $"Works and is not announced: {VisibleText.Of(name)}.");
        return broken.Concat(silent);
    }
}
