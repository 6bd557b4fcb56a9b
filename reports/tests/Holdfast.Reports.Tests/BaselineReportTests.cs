using System.Xml.Linq;
using Holdfast.Reports.Html;
using Holdfast.Reports.JUnit;
using Holdfast.Reports.Markdown;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Tests;

/// <summary>Known, new and stale findings look different in every output.</summary>
public sealed class BaselineReportTests
{
    private static readonly CaseRecord Known = SampleCases.OffsetMismatch with
    {
        Id = "known", Baseline = new BaselineRecord { Line = 4, Reason = "issue 12", Known = ["TUS-031", "TUS-032"] },
    };

    private static readonly CaseRecord Worse = SampleCases.OffsetMismatch with
    {
        Id = "worse", Baseline = new BaselineRecord { Line = 5, Known = ["TUS-031"], New = ["TUS-032"] },
    };

    private static readonly CaseRecord Stale = SampleCases.Head with
    {
        Id = "stale", Baseline = new BaselineRecord { Line = 6, Stale = ["TUS-021"] },
    };

    private static readonly CaseRecord Partly = SampleCases.OffsetMismatch with
    {
        Id = "partly", Baseline = new BaselineRecord { Line = 7, Known = ["TUS-031", "TUS-032"], Stale = ["TUS-030"] },
    };

    private static readonly ResultsDocument Document = SampleRun.Of([Known, Worse, Stale, Partly]);

    [Test]
    public void Each_is_told_in_a_sentence()
    {
        BaselineSentence.Of(Known).ShouldBe(["Known, by line 4 of the baseline: issue 12"]);
        BaselineSentence.Of(Worse).ShouldBe(["New since the baseline: TUS-032."]);
        BaselineSentence.Of(Stale).ShouldBe(["Line 6 of the baseline is stale, as this no longer fails: delete the line."]);
        BaselineSentence.Of(Partly).ShouldBe(
            ["Known, by line 7 of the baseline.", "Line 7 of the baseline is stale, as this no longer fails: delete TUS-030 from it."]);
    }

    [Test]
    public void The_headline_counts_them() =>
        Headline.Counts(Document).ShouldBe("1 of 4 cases pass; 3 fail; 2 known, 2 stale in the baseline");

    [Test]
    public void In_JUnit_what_is_known_is_skipped_and_what_is_stale_fails()
    {
        var root = XDocument.Parse(JUnitReport.Render(Document)).Root!;
        string[] States(string element) => [.. root.Descendants("testcase").Where(test => test.Element(element) is not null)
            .Select(test => test.Attribute("name")!.Value).Order(StringComparer.Ordinal)];
        States("skipped").ShouldBe(["known"]);
        States("failure").ShouldBe(["partly", "stale", "worse"]);
        (root.Attribute("failures")!.Value, root.Attribute("skipped")!.Value, root.Attribute("errors")!.Value).ShouldBe(("3", "1", "0"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_page_and_the_summary_say_so(CancellationToken cancellationToken)
    {
        var page = await HtmlReport.RenderAsync(Document, cancellationToken);
        page.ShouldContain("<span class=\"badge known\">known</span>");
        foreach (var sentence in BaselineSentence.Of(Worse).Concat(BaselineSentence.Of(Stale)))
        {
            page.ShouldContain(sentence);
        }

        MarkdownReport.Render(Document).ShouldContain("New since the baseline\\: TUS-032");
    }
}
