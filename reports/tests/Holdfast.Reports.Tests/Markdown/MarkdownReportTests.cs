using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Holdfast.Reports.Markdown;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;
using Holdfast.Reports.Wording;
using Markdig;

namespace Holdfast.Reports.Tests.Markdown;

public sealed class MarkdownReportTests
{
    // Close to what GitHub does: tables, strikethrough, bare addresses, footnotes and mathematics.
    private static readonly MarkdownPipeline GitHub = new MarkdownPipelineBuilder()
        .UsePipeTables().UseEmphasisExtras().UseAutoLinks().UseFootnotes().UseMathematics().UseTaskLists().Build();

    [Test]
    public void The_bytes_of_a_hostile_server_stay_text()
    {
        using var page = Parse(MarkdownReport.Render(HostileRun.Document));

        page.Body!.QuerySelectorAll("*").Select(element => element.LocalName).Distinct()
            .ShouldBeSubsetOf(["h2", "h3", "p", "code", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"]);
        page.QuerySelectorAll("td").Where(cell => cell.Attributes.Any(attribute => attribute.Name != "style")).ShouldBeEmpty();
    }

    [Test]
    public void The_bytes_of_a_hostile_server_can_be_read()
    {
        using var page = Parse(MarkdownReport.Render(HostileRun.Document));
        var visible = VisibleText.Of(SampleCases.Hostile);

        page.QuerySelectorAll("h2 code")[0].TextContent.ShouldBe(visible);
        page.QuerySelectorAll("li code")[0].TextContent.ShouldBe(visible);
        page.QuerySelectorAll("li")[0].TextContent.ShouldContain($"{visible}: expected {visible}, got {visible}");
    }

    [Test]
    public void Each_table_has_as_many_cells_in_each_row()
    {
        using var page = Parse(MarkdownReport.Render(HostileRun.Document));

        page.QuerySelectorAll("table").Select(table => table.QuerySelectorAll("tr").Select(row => row.ChildElementCount).Distinct().Count())
            .ShouldAllBe(widths => widths == 1);
        page.QuerySelectorAll("td").ShouldAllBe(cell => cell.TextContent.Length > 0);
    }

    [TestCase("a", "`a`")]
    [TestCase("", "(empty)")]
    [TestCase("a`b", "``a`b``")]
    [TestCase("``", "``` `` ```")]
    [TestCase(" a ", "`  a  `")]
    public void A_code_span_holds_any_text(string text, string span) => MarkdownText.Code(text).ShouldBe(span);

    [Test]
    public void A_long_value_is_cut_and_says_so() => MarkdownText.Code(new string('a', 5000)).ShouldBe($"`{new string('a', 300)}…`");

    [Test]
    public void A_run_with_very_many_findings_stays_below_the_limit_of_GitHub()
    {
        var cases = Enumerable.Range(0, 2000).Select(number => HostileRun.Case with
        {
            Id = $"tus/core/{number}",
            Checks = [HostileRun.Case.Checks[^1] with { Verdict = Verdict.Fail, Requirements = [$"TUS-{number} {SampleCases.Hostile}"] }],
        });

        var summary = MarkdownReport.Render(SampleRun.Of([.. cases]));

        summary.ShouldContain("And 1900 more; `index.html` has them all.");
        summary.Length.ShouldBeLessThan(1024 * 1024);
    }

    [Test]
    public void Deviations_in_the_first_upload_come_first()
    {
        var document = SampleRun.Document with
        {
            Run = SampleRun.Document.Run with { Ground = ["PATCH is answered with 200 instead of 204."] },
            Summary = SampleRun.Document.Summary with { Ended = "The server died 3.1 s into the run." },
        };
        using var page = Parse(MarkdownReport.Render(document));

        page.QuerySelectorAll("p").Take(2).Select(line => line.TextContent)
            .ShouldBe(["The server died 3.1 s into the run.", "PATCH is answered with 200 instead of 204."]);
    }

    private static IDocument Parse(string markdown) =>
        new HtmlParser().ParseDocument(Markdig.Markdown.ToHtml(markdown, GitHub));
}
