using System.Xml.Linq;
using Holdfast.Reports.JUnit;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Tests.JUnit;

public sealed class JUnitReportTests
{
    [TestCase(Verdict.Pass, null)]
    [TestCase(Verdict.Warn, "system-out")]
    [TestCase(Verdict.Observe, "system-out")]
    [TestCase(Verdict.Unsupported, "skipped")]
    [TestCase(Verdict.Inconclusive, "error")]
    [TestCase(Verdict.Harness, "error")]
    [TestCase(Verdict.Fail, "failure")]
    public void Each_verdict_becomes_what_a_build_server_understands(Verdict verdict, string? element)
    {
        var xml = Parse(SampleRun.Of([SampleCases.Head with { Verdict = verdict }]));

        xml.Descendants("testcase").ShouldHaveSingleItem().Elements().Select(child => child.Name.LocalName)
            .ShouldBe(element is null ? [] : [element]);
    }

    [Test]
    public void The_counts_of_each_suite_are_those_of_its_tests()
    {
        foreach (var suite in Parse(SampleRun.Document).Descendants("testsuite"))
        {
            ((int)suite.Attribute("tests")!).ShouldBe(suite.Elements("testcase").Count());
            ((int)suite.Attribute("failures")!).ShouldBe(suite.Descendants("failure").Count());
            ((int)suite.Attribute("errors")!).ShouldBe(suite.Descendants("error").Count());
            ((int)suite.Attribute("skipped")!).ShouldBe(suite.Descendants("skipped").Count());
        }
    }

    [Test]
    public void A_suite_is_the_first_two_segments_of_the_paths() => Parse(SampleRun.Document).Descendants("testsuite")
        .Select(suite => (string?)suite.Attribute("name")).ShouldBe(["tus/core", "tus/creation", "tus/resilience"]);

    [Test]
    public void A_failure_says_what_was_expected_and_what_was_seen() => Parse(SampleRun.Document).Descendants("failure")
        .Select(failure => (string?)failure.Attribute("message")).ShouldContain(
            "status of the PATCH that claims offset 2: expected 409 Conflict, got 204 No Content (and 1 more)");

    [Test]
    public void A_hostile_run_is_valid_XML_and_holds_all_cases()
    {
        var xml = Parse(HostileRun.Document);

        xml.Descendants("testcase").Count().ShouldBe(HostileRun.Document.Cases.Count);
        xml.Descendants("failure").First().Attribute("message")!.Value.ShouldContain(VisibleText.Of(SampleCases.Hostile));
    }

    private static XDocument Parse(ResultsDocument document) => XDocument.Parse(JUnitReport.Render(document));

    [Test]
    public void A_target_that_dies_is_a_failure_of_its_own()
    {
        var sound = SampleRun.Of([SampleCases.Head]);
        var root = XDocument.Parse(JUnitReport.Render(sound with
        {
            Summary = sound.Summary with { IsTargetDead = true, Ended = "The server died 3.1 s into the run.\nIt died again." },
        })).Root!;

        (root.Attribute("tests")!.Value, root.Attribute("failures")!.Value).ShouldBe(("2", "1"));
        root.Attribute("name")!.Value.ShouldContain("the target died in the run; 1 of 1 case passes");
        root.Descendants("failure").ShouldHaveSingleItem()
            .Attribute("message")!.Value.ShouldBe("The server died 3.1 s into the run.\nIt died again.");
    }
}
