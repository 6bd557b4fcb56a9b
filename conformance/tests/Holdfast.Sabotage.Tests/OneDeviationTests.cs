using Holdfast.Reports.Results;

namespace Holdfast.Sabotage.Tests;

/// <summary>
/// A deviation is told once by a case, whatever its later requests get from a server that is no longer as the case takes it.
/// </summary>
public sealed class OneDeviationTests
{
    [TestCase("ietf/cancellation/extra-fields-ignored-too-early", "ietf/cancellation/extra-fields")]
    [TestCase("ietf/cancellation/nothing-deleted", "ietf/cancellation/url-not-reused")]
    [TestCase("ietf/retrieval/extra-fields-ignored-too-early", "ietf/retrieval/extra-fields")]
    [TestCase("ietf/creation/last-of-list", "ietf/creation/void-completeness")]
    [TestCase("ietf/append/void-completeness-ends", "ietf/append/void-completeness")]
    [TestCase("checksum-trailer/not-verified", "tus/checksum-trailer/unknown-algorithm")]
    [TestCase("checksum-trailer/last-line", "tus/checksum-trailer/two-lines")]
    [TestCase("checksum-trailer/announcement-with-case", "tus/checksum-trailer/names-without-case")]
    [TestCase("termination/nothing-deleted", "tus/termination/unfinished")]
    [CancelAfter(60_000)]
    public async Task A_deviation_is_one_failing_check(string name, string id, CancellationToken cancellationToken)
    {
        var defect = DefectCatalogue.All.Single(one => one.Name == name);
        var result = (await Suite.RunAsync(defect, [id], cancellationToken)).ShouldHaveSingleItem();
        var accusing = result.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.Warn)
            .Select(check => $"{check.Subject}: {check.Actual}").ToList();
        accusing.Count.ShouldBe(1, string.Join("\n", accusing));
    }
}
