using Holdfast.Reports.Findings;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Findings;

// Alone, because what is measured is the processor time of this process.
[NonParallelizable]
public sealed class ManyFindingsTests
{
    [Test]
    public void A_server_that_breaks_everything_in_its_own_way_is_grouped_in_time()
    {
        var cases = Enumerable.Range(0, 1600).Select(number => SampleCases.Head.At($"ietf/{3 + (number % 8)}/group/{number}") with
        {
            Verdict = Verdict.Fail,
            Checks = [.. Enumerable.Range(0, 10).Select(check => new CheckRecord
            {
                Requirements = [$"TUS-{check:000}"], Verdict = Verdict.Fail, Subject = $"Field-{check} of HEAD", Expected = "nothing",
                Actual = Letters(number),
            })],
        });
        var document = SampleRun.Of([.. cases]);
        var before = Environment.CpuUsage.TotalTime;

        var findings = FindingList.Of(document);

        // Comparing each of the 16,000 deviations with each other would take minutes.
        (Environment.CpuUsage.TotalTime - before).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        findings.Sum(finding => finding.Also.Count + 1).ShouldBe(16_000);
    }

    private static string Letters(int number) => string.Concat($"{number}".Select(digit => (char)('g' + digit - '0')));
}
