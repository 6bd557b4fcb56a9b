using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests;

public sealed class ReportDirectoryTests
{
    [Test, CancelAfter(20_000)]
    public async Task Everything_is_rendered_beside_the_results(CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        var path = await directory.WriteResultsAsync(SampleRun.Document, cancellation);

        await ReportDirectory.WriteAsync(directory.Path, ResultsDocument.Read(path), cancellation);

        Directory.GetFiles(directory.Path).Select(Path.GetFileName)
            .ShouldBe(["badge.svg", "index.html", "junit.xml", "results.jsonl", "summary.md"], ignoreOrder: true);
        (await File.ReadAllTextAsync(directory.File("index.html"), cancellation)).ShouldStartWith("<!DOCTYPE html>");
    }

    [Test, CancelAfter(20_000)]
    public async Task A_directory_that_does_not_exist_is_created(CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        var nested = Path.Combine(directory.Path, "a", "b");

        await ReportDirectory.WriteAsync(nested, SampleRun.Document, cancellation);

        File.Exists(Path.Combine(nested, ReportDirectory.HtmlFile)).ShouldBeTrue();
    }
}
