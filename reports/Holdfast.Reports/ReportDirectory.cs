using Holdfast.Reports.Badge;
using Holdfast.Reports.Html;
using Holdfast.Reports.JUnit;
using Holdfast.Reports.Markdown;
using Holdfast.Reports.Results;

namespace Holdfast.Reports;

/// <summary>The directory that a run leaves: <c>results.jsonl</c> and everything that is rendered from it.</summary>
public static class ReportDirectory
{
    /// <summary>The name of the results file, which <see cref="ResultsWriter"/> writes during the run.</summary>
    public const string ResultsFile = "results.jsonl";

    /// <summary>The name of the report for people.</summary>
    public const string HtmlFile = "index.html";

    /// <summary>
    /// Renders <paramref name="document"/> into <c>index.html</c>, <c>junit.xml</c>, <c>summary.md</c> and <c>badge.svg</c>, and the cases
    /// that <c>index.html</c> shows in short into pages in <c>evidence</c>.
    /// </summary>
    /// <param name="directory">Where to write; it is created when it does not exist, and older files of these names are replaced.</param>
    /// <param name="document">The run, as read from <see cref="ResultsFile"/>.</param>
    /// <param name="kept">Whether <c>index.html</c> shows every case whole, or only those that need attention.</param>
    /// <param name="cancellation">Stops between two files, and leaves those that are written.</param>
    /// <exception cref="IOException">The directory cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static async Task WriteAsync(
        string directory, ResultsDocument document, KeptEvidence kept, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(directory);
        Task Write(string name, string content) => File.WriteAllTextAsync(Path.Combine(directory, name), content, cancellation);

        await Write("junit.xml", JUnitReport.Render(document));
        await Write("summary.md", MarkdownReport.Render(document));
        await Write("badge.svg", BadgeReport.Render(document));

        var fitting = HtmlReport.Fitting(document);
        var pages = new ReportPages(fitting, kept);
        await WriteEvidenceAsync(Path.Combine(directory, ReportPages.DirectoryName), fitting, pages, cancellation);
        await using var page = new StreamWriter(Path.Combine(directory, HtmlFile));
        await HtmlReport.WriteAsync(fitting, pages, page, cancellation);
    }

    // Pages of an earlier run would look like this one's.
    private static async Task WriteEvidenceAsync(
        string directory, ResultsDocument fitting, ReportPages pages, CancellationToken cancellation)
    {
        if (Directory.Exists(directory))
        {
            foreach (var older in Directory.EnumerateFiles(directory, "*.html"))
            {
                File.Delete(older);
            }
        }

        if (pages.Evidence.Count > 0)
        {
            Directory.CreateDirectory(directory);
        }

        await Parallel.ForEachAsync(pages.Evidence, cancellation, async (page, token) =>
        {
            await using var target = new StreamWriter(Path.Combine(directory, page.FileName));
            await HtmlReport.WriteAsync(fitting, pages, page, target, token);
        });
    }
}
