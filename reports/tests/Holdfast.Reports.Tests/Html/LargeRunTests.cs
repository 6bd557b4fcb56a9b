using System.Diagnostics;
using Holdfast.Reports.Html;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Html;

[NonParallelizable]
public sealed class LargeRunTests
{
    [Test]
    public async Task Five_hundred_cases_make_a_page_that_is_quickly_there_and_not_too_large()
    {
        var cases = Enumerable.Range(0, 500).Select(number => Large(number)).ToList();
        var clock = Stopwatch.StartNew();

        var page = await HtmlReport.RenderAsync(SampleRun.Of(cases));

        await TestContext.Out.WriteLineAsync($"{clock.ElapsedMilliseconds} ms, {page.Length / 1024} KiB");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        page.Length.ShouldBeLessThan(10 * 1024 * 1024);
    }

    // About three requests' worth of wire each, as the suite's cases have.
    private static CaseRecord Large(int number) => SampleCases.OffsetMismatch with
    {
        Id = $"tus/group{number % 20}/case{number}",
        Wire = [.. SampleCases.OffsetMismatch.Wire, .. SampleCases.OffsetMismatch.Wire],
    };
}
