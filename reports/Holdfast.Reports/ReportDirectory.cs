using Holdfast.Reports.Badge;
using Holdfast.Reports.Html;
using Holdfast.Reports.JUnit;
using Holdfast.Reports.Markdown;
using Holdfast.Reports.Results;

namespace Holdfast.Reports;

/// <summary>The directory that a run leaves: <c>results.jsonl</c> and everything that is rendered from it.</summary>
public static class ReportDirectory
{
    /// <summary>The name of the results file, which <see cref="ResultsWriter"/> writes while the run goes on.</summary>
    public const string ResultsFile = "results.jsonl";

    /// <summary>The name of the report for people.</summary>
    public const string HtmlFile = "index.html";

    /// <summary>Renders <paramref name="document"/> into <c>index.html</c>, <c>junit.xml</c>, <c>summary.md</c> and <c>badge.svg</c>.</summary>
    /// <param name="directory">Where to write; it is created when it does not exist, and older files of these names are replaced.</param>
    /// <param name="document">The run, as read from <see cref="ResultsFile"/>.</param>
    /// <param name="cancellation">Stops between two files, and leaves those that are written.</param>
    /// <exception cref="IOException">The directory cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static async Task WriteAsync(string directory, ResultsDocument document, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(directory);
        Task Write(string name, string content) => File.WriteAllTextAsync(Path.Combine(directory, name), content, cancellation);

        await Write("junit.xml", JUnitReport.Render(document));
        await Write("summary.md", MarkdownReport.Render(document));
        await Write("badge.svg", BadgeReport.Render(document));
        await using var page = new StreamWriter(Path.Combine(directory, HtmlFile));
        await HtmlReport.WriteAsync(document, page, cancellation);
    }
}
