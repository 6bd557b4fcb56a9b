using System.Globalization;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Wording;

/// <summary>
/// Where a target's announcement and its behaviour disagree: an extension is announced but broken, or works but is not announced.
/// </summary>
internal static class Contradictions
{
    /// <summary>Returns a sentence for each extension that contradicts its announcement.</summary>
    public static IEnumerable<string> Of(ResultsDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var silent = document.Cases.SelectMany(result => result.Unannounced).Distinct().Order(StringComparer.Ordinal)
            .Select(name => $"Working but not announced: {VisibleText.Of(name)}.");
        return Announced(document).Select(name => Broken(document, name)).OfType<string>().Concat(silent);
    }

    private static IEnumerable<string> Announced(ResultsDocument document) =>
        document.Run.Capabilities.Where(fact => fact.Name == "Tus-Extension")
        .SelectMany(fact => fact.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()
        .Order(StringComparer.Ordinal);

    // A case depends on more than its own extension: a failure belongs to the extension only if the failing check cites one of its
    // requirements.
    private static string? Broken(ResultsDocument document, string extension)
    {
        var judging =
            document.Cases.Where(result => result.Verdict != Verdict.Unsupported && RequirementsOf(result, extension).Any()).ToList();
        var failing = judging.Count(result => result.Checks.Any(
            check => check.Verdict == Verdict.Fail && check.Requirements.Intersect(RequirementsOf(result, extension)).Any()));
        return failing == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"Announced but broken: {VisibleText.Of(extension)}, where {failing} of {judging.Count} cases "
                + $"{(failing == 1 ? "fails" : "fail")}.");
    }

    private static IEnumerable<string> RequirementsOf(CaseRecord result, string extension) =>
        result.Requirements.Where(requirement => requirement.Extension == extension).Select(requirement => requirement.Id);
}
