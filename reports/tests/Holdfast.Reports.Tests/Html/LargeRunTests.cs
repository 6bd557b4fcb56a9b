using Holdfast.Reports.Html;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Html;

// Alone, because what is measured is the processor time of this process; the clock on the wall would measure its neighbours.
[NonParallelizable]
public sealed class LargeRunTests
{
    [Test, CancelAfter(20_000)]
    public async Task Five_hundred_cases_make_a_page_that_is_quickly_there_and_not_too_large(CancellationToken cancellation)
    {
        var cases = Enumerable.Range(0, 500).Select(number => Large(number)).ToList();
        var before = Environment.CpuUsage.TotalTime;

        var page = await HtmlReport.RenderAsync(SampleRun.Of(cases), cancellation);

        var spent = Environment.CpuUsage.TotalTime - before;
        await TestContext.Out.WriteLineAsync($"{spent.TotalMilliseconds:0} ms, {page.Length / 1024} KiB");
        spent.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        page.Length.ShouldBeLessThan(10 * 1024 * 1024);
    }

    // The full check of a sound server: 1,562 cases whose titles, stories and ids have 400 characters on average.
    [Test, CancelAfter(20_000)]
    public async Task A_clean_run_makes_a_report_of_less_than_3_MB(CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        var cases = Enumerable.Range(0, 1562).Select(number => Large(number) with
        {
            Verdict = Verdict.Pass, Why = new string('w', 160),
        }).ToList();

        await ReportDirectory.WriteAsync(directory.Path, SampleRun.Of(cases), KeptEvidence.Failures, cancellation);

        new FileInfo(directory.File(ReportDirectory.HtmlFile)).Length.ShouldBeLessThan(3_000_000);
    }

    // About three requests' worth of wire each, as the suite's cases have.
    private static CaseRecord Large(int number) => SampleCases.OffsetMismatch with
    {
        Id = $"tus/group{number % 20}/case{number}",
        Evidence = new EvidenceRecord { Wire = [.. SampleCases.OffsetMismatch.Evidence.Wire, .. SampleCases.OffsetMismatch.Evidence.Wire] },
    };
}
