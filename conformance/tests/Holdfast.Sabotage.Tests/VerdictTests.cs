using Holdfast.Conformance.Requirements;
using Holdfast.Reports.Results;

namespace Holdfast.Sabotage.Tests;

/// <summary>
/// A case that notices a defect says what the broken requirement's keyword deserves: a broken MUST is a failure, wherever it is broken.
/// </summary>
public sealed class VerdictTests
{
    private static IEnumerable<TestCaseData> Defects =>
        DefectCatalogue.All.Where(defect => defect.Violates.Count > 0)
            .Select(defect => new TestCaseData(defect.Name).SetArgDisplayNames(defect.Name));

    [TestCaseSource(nameof(Defects))]
    [CancelAfter(60_000)]
    public async Task A_defect_is_judged_by_the_keyword_of_what_it_breaks(string name, CancellationToken cancellationToken)
    {
        var defect = DefectCatalogue.All.Single(one => one.Name == name);
        var deserved = defect.Violates.Select(id => RequirementCatalogue.Get(id).Level.WhenBroken()).Worst(Verdict.Observe);
        foreach (var result in await Suite.RunAsync(defect, defect.Kills, cancellationToken))
        {
            var told = result.Checks.Where(check => check.Verdict != Verdict.Pass)
                .Select(check => $"{check.Verdict} {check.Subject}: {check.Actual} ({string.Join(", ", check.Requirements)})");
            result.Verdict.ShouldBe(deserved, $"{result.Id}: {string.Join("; ", told)}");
            result.Checks.Where(check => check.Verdict == deserved).SelectMany(check => check.Requirements)
                .ShouldContain(defect.Violates[0], $"{result.Id}: {result.Reason} {string.Join("; ", told)}");
        }
    }
}
