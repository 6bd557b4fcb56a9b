using Holdfast.Reports.Html;
using Holdfast.Reports.JUnit;
using Holdfast.Reports.Markdown;
using Holdfast.Reports.Results;

namespace Holdfast.Reports.Tests.Results;

/// <summary>Results that version 0.1 wrote, cut to a few cases, are read as if this version had written them.</summary>
public sealed class FirstSchemaTests
{
    private static readonly ResultsDocument Embedded = Read("embedded-server.jsonl");

    [Test]
    public void The_target_is_the_subject()
    {
        Embedded.Run.Subject.ShouldBe(new SubjectRecord("the embedded reference server"));
        (Embedded.Run.Seed, Embedded.Run.Selected, Embedded.Run.Selection, Embedded.Run.Catalogue).ShouldBe(
            (763579520UL, 1562, null, null));
        Embedded.Run.Capabilities.ShouldContain(new Fact("Tus-Version", "1.0.0"));
        (Embedded.Summary.Pass, Embedded.Summary.Observe, Embedded.Summary.Interrupted).ShouldBe((1543, 19, false));
    }

    [Test]
    public void The_interop_version_is_read_from_the_id()
    {
        Embedded.Cases.Select(result => (result.Id, result.CatalogueId, result.Protocol, result.Interop)).ShouldBe(
            [
                ("ietf/10/resilience/creation-cut-length", "ietf/resilience/creation-cut-length", "ietf", 10),
                ("tus/resilience/link/slow", "tus/resilience/link/slow", "tus", null),
                ("ietf/9/creation/empty-whole", "ietf/creation/empty-whole", "ietf", 9),
                ("tus/concatenation/not-offered", "tus/concatenation/not-offered", "tus", null),
            ],
            ignoreOrder: true);
    }

    [Test]
    public void The_evidence_is_that_of_the_case()
    {
        var slow = Case("tus/resilience/link/slow");
        (slow.Evidence.Case, slow.Evidence.Wire.Count, slow.Evidence.Faults.Count).ShouldBe(("tus/resilience/link/slow", 14, 2));
        slow.Evidence.Wire[1].Text.ShouldStartWith("POST /files/ HTTP/1.1\r\n");
        slow.Evidence.History.Single(operation => operation.Kind == OperationKind.Get).AnsweredBytes.ShouldBe(
            slow.Evidence.History.Where(operation => operation.Kind == OperationKind.Append).Sum(operation => operation.Bytes));
    }

    [Test]
    public void Measurements_in_octets_become_measurements_in_bytes()
    {
        var measured = Case("ietf/10/resilience/creation-cut-length").Measurements.ShouldNotBeNull().Single(one => one.Unit == "bytes");
        measured.Name.ShouldBe("bytes to send again");
    }

    [Test]
    public void Each_case_has_the_texts_of_its_requirements_and_the_file_has_each_once()
    {
        var draft = Case("ietf/9/creation/empty-whole").Requirements[0];
        (draft.Level.Length, draft.Text.Length, draft.Words!.Length).ShouldSatisfyAllConditions(
            sizes => sizes.Item1.ShouldBeGreaterThan(0), sizes => sizes.Item2.ShouldBeGreaterThan(0),
            sizes => sizes.Item3.ShouldBeGreaterThan(0));
        Embedded.Requirements.Requirements.Select(entry => entry.Id).ShouldBeUnique();
        Embedded.Requirements.Find(draft.Id, 9).ShouldBe(draft);
    }

    [Test, CancelAfter(20_000)]
    public async Task A_run_with_failures_is_rendered_and_written_again_without_loss(CancellationToken cancellation)
    {
        var old = Read("tus-node-server.jsonl");
        using var directory = new TemporaryDirectory();

        var renewed = ResultsDocument.Read(await directory.WriteResultsAsync(old, cancellation));

        (await File.ReadAllTextAsync(directory.File("results.jsonl"), cancellation)).ShouldStartWith(
            "{\"type\":\"run\",\"schema\":\"holdfast.results/2\"");

        foreach (var document in new[] { old, renewed })
        {
            JUnitReport.Render(document).ShouldContain("Status of HEAD in version 99.0.0: expected 412, got 400");
            MarkdownReport.Render(document).ShouldContain("TUS-011");
        }

        (await HtmlReport.RenderAsync(renewed, cancellation)).ShouldBe(await HtmlReport.RenderAsync(old, cancellation));
    }

    private static CaseRecord Case(string id) => Embedded.Cases.Single(result => result.Id == id);

    private static ResultsDocument Read(string name) =>
        ResultsDocument.Read(Path.Combine(AppContext.BaseDirectory, "Results", "Old", name));
}
