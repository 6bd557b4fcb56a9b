using AngleSharp.Dom;
using AngleSharp.Html.Parser;
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

        await ReportDirectory.WriteAsync(directory.Path, ResultsDocument.Read(path), KeptEvidence.All, cancellation);

        Directory.GetFiles(directory.Path).Select(Path.GetFileName)
            .ShouldBe(["badge.svg", "index.html", "junit.xml", "results.jsonl", "summary.md"], ignoreOrder: true);
        (await File.ReadAllTextAsync(directory.File("index.html"), cancellation)).ShouldStartWith("<!DOCTYPE html>");
    }

    [Test, CancelAfter(20_000)]
    public async Task Cases_that_need_no_attention_are_shown_in_pages_beside_the_report(CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        CaseRecord[] cases =
        [
            SampleCases.OffsetMismatch, SampleCases.Head, SampleCases.DeferLength, SampleCases.StatusText,
            SampleCases.Head.At("ietf/9/append/offset"), SampleCases.Head.At("ietf/10/append/offset"),
        ];

        await ReportDirectory.WriteAsync(directory.Path, SampleRun.Of(cases), KeptEvidence.Failures, cancellation);

        Directory.GetFiles(directory.File("evidence")).Select(Path.GetFileName)
            .ShouldBe(["ietf-append.html", "tus-core-head.html", "tus-core-options.html", "tus-creation-defer-length.html"],
                ignoreOrder: true);
        var report = await Page(directory.File("index.html"), cancellation);
        report.QuerySelectorAll("ol.log").ShouldHaveSingleItem().Closest("article")!.Id.ShouldBe("case/tus/core/patch/offset-mismatch");
        report.QuerySelectorAll("article.short").Length.ShouldBe(5);
        report.GetElementById("case/ietf/9/append/offset")!.QuerySelector("a")!.GetAttribute("href")
            .ShouldBe("evidence/ietf-append.html#case/ietf/9/append/offset");
        foreach (var link in report.QuerySelectorAll("article.short a").Select(link => link.GetAttribute("href")!.Split('#')))
        {
            var page = await Page(directory.File(link[0]), cancellation);
            page.GetElementById(link[1]).ShouldNotBeNull().QuerySelector(".command").ShouldNotBeNull();
        }
    }

    [Test, CancelAfter(20_000)]
    public async Task A_page_beside_the_report_leads_back_and_has_what_happened_once_for_all_interop_versions(
        CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();

        await ReportDirectory.WriteAsync(
            directory.Path, SampleRun.Of([SampleCases.Head.At("ietf/10/append/offset"), SampleCases.Head.At("ietf/9/append/offset")]),
            KeptEvidence.Failures, cancellation);

        var page = await Page(directory.File("evidence/ietf-append.html"), cancellation);
        page.QuerySelectorAll("article").Select(article => article.Id)
            .ShouldBe(["case/ietf/9/append/offset", "case/ietf/10/append/offset"]);
        page.QuerySelectorAll("ol.log").ShouldHaveSingleItem().Closest("article")!.Id.ShouldBe("case/ietf/10/append/offset");
        page.QuerySelectorAll("a").Select(link => link.GetAttribute("href")).Distinct()
            .ShouldBe(["../index.html#cases", "#case/ietf/10/append/offset"]);
        page.QuerySelector("meta[http-equiv]")!.GetAttribute("content").ShouldStartWith("default-src 'none'");
        page.Scripts.ShouldBeEmpty();
    }

    [Test, CancelAfter(20_000)]
    public async Task Pages_of_an_earlier_run_are_removed(CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        await ReportDirectory.WriteAsync(directory.Path, SampleRun.Of([SampleCases.Head]), KeptEvidence.Failures, cancellation);
        await File.WriteAllTextAsync(directory.File("evidence/notes.txt"), "the user's", cancellation);

        await ReportDirectory.WriteAsync(directory.Path, SampleRun.Of([SampleCases.OffsetMismatch]), KeptEvidence.Failures, cancellation);

        Directory.GetFiles(directory.File("evidence")).Select(Path.GetFileName).ShouldBe(["notes.txt"]);
    }

    [Test, CancelAfter(20_000)]
    public async Task Hostile_ids_make_files_in_the_directory_and_no_two_of_the_same_name(CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        string[] groups = ["../../tus", "tus/a?b", "tus/a b", "TUS/a-b", new('/', 1000), SampleCases.Hostile];
        var cases = groups.Select(group => SampleCases.Head with { Id = $"{group}/case" });

        await ReportDirectory.WriteAsync(directory.Path, SampleRun.Of([.. cases]), KeptEvidence.Failures, cancellation);

        var files = Directory.GetFiles(directory.File("evidence")).Select(file => Path.GetFileName(file)!).ToList();
        files.Count.ShouldBe(groups.Length);
        files.ShouldAllBe(
            file => file.Length < 120 && file.All(character => char.IsAsciiLetterOrDigit(character) || "-.~".Contains(character)));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_directory_that_does_not_exist_is_created(CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        var nested = Path.Combine(directory.Path, "a", "b");

        await ReportDirectory.WriteAsync(nested, SampleRun.Document, KeptEvidence.Failures, cancellation);

        File.Exists(Path.Combine(nested, ReportDirectory.HtmlFile)).ShouldBeTrue();
    }

    private static async Task<IDocument> Page(string path, CancellationToken cancellation) =>
        await new HtmlParser().ParseDocumentAsync(await File.ReadAllTextAsync(path, cancellation), cancellation);
}
