using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Holdfast.Reports.Markdown;
using Holdfast.Reports.Tests.Samples;
using Markdig;

namespace Holdfast.Reports.Tests.Markdown;

public sealed class MarkdownReportTests
{
    // Close to what GitHub does: tables, strikethrough, bare addresses, footnotes and mathematics.
    private static readonly MarkdownPipeline GitHub = new MarkdownPipelineBuilder()
        .UsePipeTables().UseEmphasisExtras().UseAutoLinks().UseFootnotes().UseMathematics().UseTaskLists().Build();

    [Test]
    public void What_a_hostile_server_sent_stays_text()
    {
        using var page = Parse(MarkdownReport.Render(HostileRun.Document));

        page.Body!.QuerySelectorAll("*").Select(element => element.LocalName).Distinct()
            .ShouldBeSubsetOf(["h2", "h3", "p", "code", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"]);
        page.QuerySelectorAll("td").Where(cell => cell.Attributes.Any(attribute => attribute.Name != "style")).ShouldBeEmpty();
    }

    [Test]
    public void What_a_hostile_server_sent_can_be_read()
    {
        using var page = Parse(MarkdownReport.Render(HostileRun.Document));
        var visible = VisibleText.Of(SampleCases.Hostile);

        page.QuerySelectorAll("strong")[0].TextContent.ShouldBe(visible);
        page.QuerySelectorAll("h2 code")[0].TextContent.ShouldBe(visible);
        page.QuerySelectorAll("td code")[0].TextContent.ShouldBe(visible.Replace("|", @"\x7c", StringComparison.Ordinal));
    }

    [Test]
    public void Each_table_has_as_many_cells_in_each_row()
    {
        using var page = Parse(MarkdownReport.Render(HostileRun.Document));

        page.QuerySelectorAll("table").Select(table => table.QuerySelectorAll("tr").Select(row => row.ChildElementCount).Distinct().Count()).ShouldAllBe(widths => widths == 1);
        page.QuerySelectorAll("td").ShouldAllBe(cell => cell.TextContent.Length > 0);
    }

    [TestCase("a", "`a`")]
    [TestCase("", "(empty)")]
    [TestCase("a`b", "``a`b``")]
    [TestCase("``", "``` `` ```")]
    [TestCase(" a ", "`  a  `")]
    public void A_code_span_holds_any_text(string text, string span) => MarkdownText.Code(text).ShouldBe(span);

    [TestCase("a|b")]
    [TestCase(@"a\|b")]
    [TestCase(@"a\\|b|")]
    [TestCase("| x | <b>y</b> |")]
    public void A_bar_never_ends_a_cell(string text)
    {
        using var page = Parse($"| a | b |\n|---|---|\n| {MarkdownText.CodeCell(text)} | {MarkdownText.Escape(text)} |\n");

        page.QuerySelectorAll("td").Length.ShouldBe(2);
        page.QuerySelectorAll("td")[0].TextContent.ShouldBe(text.Replace("|", @"\x7c", StringComparison.Ordinal));
        page.QuerySelectorAll("td")[1].TextContent.ShouldBe(text);
    }

    [Test]
    public void A_long_value_is_cut_and_says_so() => MarkdownText.Code(new string('a', 5000)).ShouldBe($"`{new string('a', 300)}…`");

    [Test]
    public void A_run_with_very_many_failures_stays_below_the_limit_of_GitHub()
    {
        var cases = Enumerable.Range(0, 2000).Select(number => HostileRun.Case with { Id = $"tus/core/{number}" });

        var summary = MarkdownReport.Render(SampleRun.Of([.. cases]));

        summary.ShouldContain("And 1900 more; `index.html` has them all.");
        summary.Length.ShouldBeLessThan(1024 * 1024);
    }

    private static IDocument Parse(string markdown) =>
        new HtmlParser().ParseDocument(Markdig.Markdown.ToHtml(markdown, GitHub));
}
