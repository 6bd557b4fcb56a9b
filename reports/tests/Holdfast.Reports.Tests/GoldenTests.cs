using Holdfast.Reports.Badge;
using Holdfast.Reports.Html;
using Holdfast.Reports.JUnit;
using Holdfast.Reports.Markdown;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests;

public sealed class GoldenTests
{
    [Test, CancelAfter(20_000)]
    public async Task The_page_is_as_accepted(CancellationToken cancellation) =>
        GoldenFile.ShouldMatch(await HtmlReport.RenderAsync(SampleRun.Document, cancellation), "index.html");

    [Test]
    public void The_JUnit_file_is_as_accepted() => GoldenFile.ShouldMatch(JUnitReport.Render(SampleRun.Document), "junit.xml");

    [Test]
    public void The_summary_is_as_accepted() => GoldenFile.ShouldMatch(MarkdownReport.Render(SampleRun.Document), "summary.md");

    [Test]
    public void The_badge_is_as_accepted() => GoldenFile.ShouldMatch(BadgeReport.Render(SampleRun.Document), "badge.svg");

    [Test, CancelAfter(20_000)]
    public async Task The_results_file_is_as_accepted(CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        var path = await directory.WriteResultsAsync(SampleRun.Document, cancellation);

        GoldenFile.ShouldMatch(await File.ReadAllTextAsync(path, cancellation), "results.jsonl");
    }
}
