using System.Xml.Linq;
using Holdfast.Reports.Badge;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Badge;

public sealed class BadgeReportTests
{
    [TestCase(Verdict.Pass, "1/1 pass", "#1a7f4b")]
    [TestCase(Verdict.Warn, "0/1 pass", "#8a5a00")]
    [TestCase(Verdict.Fail, "0/1 pass", "#b3261e")]
    [TestCase(Verdict.Inconclusive, "0/1 pass", "#6b4fa0")]
    [TestCase(Verdict.Harness, "0/1 pass", "#6b4fa0")]
    [TestCase(Verdict.Unsupported, "0/1 pass", "#5b666e")]
    public void The_colour_is_that_of_the_worst_and_green_only_when_something_was_proven(Verdict verdict, string message, string colour)
    {
        var svg = XElement.Parse(BadgeReport.Render(SampleRun.Of([SampleCases.Head with { Verdict = verdict }])));

        svg.Elements().Single(element => element.Name.LocalName == "title").Value.ShouldBe($"holdfast: {message}");
        svg.Elements().Last(element => element.Name.LocalName == "rect").Attribute("fill")!.Value.ShouldBe(colour);
    }

    [Test]
    public void A_run_without_a_case_is_not_green() => BadgeReport.Render(SampleRun.Of([])).ShouldContain("nothing ran");

    [Test]
    public void A_run_that_was_interrupted_is_not_green()
    {
        var svg = BadgeReport.Render(SampleRun.Of([SampleCases.Head], interrupted: true));

        svg.ShouldContain("1/1 pass, interrupted");
        svg.ShouldNotContain("#1a7f4b");
    }
}
