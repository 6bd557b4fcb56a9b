using System.Text.Json;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Results;

public sealed class ResultsFileTests
{
    private const string Run =
        """{"type":"run","schema":"holdfast.results/2","tool":"t","subject":{"name":"u"},"seed":1,"started":"2026-11-22T09:30:00+00:00"}""";
    private const string Pass = """{"type":"case","id":"tus/a","title":"A","verdict":"pass","durationMs":2}""";

    private readonly TemporaryDirectory _directory = new();

    [TearDown]
    public void Delete() => _directory.Dispose();

    [Test, CancelAfter(20_000)]
    public async Task A_document_is_read_as_it_was_written(CancellationToken cancellation)
    {
        var path = await _directory.WriteResultsAsync(SampleRun.Document, cancellation);

        // A file cannot hold a lone surrogate; JSON for the rest compares the members in depth.
        AsJson(ResultsDocument.Read(path)).ShouldBe(AsJson(SampleRun.Document).Replace(@"\uD800", @"\uFFFD", StringComparison.Ordinal));
    }

    [Test, CancelAfter(20_000)]
    public async Task After_each_line_the_file_is_valid(CancellationToken cancellation)
    {
        var path = _directory.File("results.jsonl");
        await using var writer = new ResultsWriter(path);
        await writer.WriteAsync(SampleRun.Document.Run).WaitAsync(cancellation);
        ResultsDocument.Read(path).Cases.ShouldBeEmpty();

        await writer.WriteAsync(SampleCases.Head).WaitAsync(cancellation);
        ResultsDocument.Read(path).Cases.Select(result => result.Id).ShouldBe(["tus/core/head/offset"]);

        await writer.WriteAsync(SampleRun.Document.Summary).WaitAsync(cancellation);
        ResultsDocument.Read(path).Summary.ShouldBe(SampleRun.Document.Summary);
    }

    [Test]
    public void Without_a_summary_the_run_counts_as_interrupted()
    {
        var document = ResultsDocument.Read(_directory.WriteLines(Run, Pass, Pass));

        document.Summary.ShouldBe(new SummaryRecord { Pass = 2, DurationMs = 4, Interrupted = true });
    }

    [Test]
    public void A_case_has_the_requirement_in_the_words_of_its_interop_version()
    {
        var document = ResultsDocument.Read(_directory.WriteLines(Run, Requirements, Draft(9), Draft(8), Pass));

        document.Cases[0].Requirements.ShouldBe(
            [new RequirementText("IETF-107", "SHOULD", "draft -12, append", "T", "https://example.org/12") { Words = "W" },
                RequirementText.Unknown("IETF-999")]);
        document.Cases[1].Requirements[0].ShouldBe(new RequirementText("IETF-107", "MUST", "draft, append", "T"));
        document.Requirements.Requirements.ShouldHaveSingleItem().Unchecked.ShouldBe("nobody sees it");
    }

    [Test]
    public void Evidence_is_attached_to_its_case_wherever_it_stands_behind_it()
    {
        var lines = new[]
        {
            Run, Requirements, Draft(9), Draft(8), Evidence("ietf/8/a", "two"), Evidence("ietf/9/a", "one"), Evidence("ietf/7/a", "none"),
        };

        ResultsDocument.Read(_directory.WriteLines(lines)).Cases.Select(result => result.Evidence.Wire[0].Text).ShouldBe(["one", "two"]);
    }

    [Test]
    public void A_reader_that_needs_verdicts_only_skips_the_evidence()
    {
        var path = _directory.WriteLines(Run, Draft(9), """{"type":"evidence","case":"ietf/9/a","wire":"of another form"}""");

        ResultsDocument.Read(path, withEvidence: false).Cases.ShouldHaveSingleItem().Evidence.IsEmpty.ShouldBeTrue();
        Should.Throw<InvalidDataException>(() => ResultsDocument.Read(path)).Message.ShouldBe(
            $"Line 3 of '{path}' is not a result: '$.wire' is missing or has another form.");
    }

    [TestCase("""{"type":"comparison","cases":7}""")]
    [TestCase("""{"later":{"type":"case"},"type":"comparison"}""")]
    public void A_record_type_that_is_not_known_is_skipped(string line) =>
        ResultsDocument.Read(_directory.WriteLines(Run, line, Pass)).Cases.ShouldHaveSingleItem().Id.ShouldBe("tus/a");

    [Test]
    public void The_members_of_a_record_may_stand_in_any_order()
    {
        const string Case = """{"durationMs":2,"verdict":"pass","title":"A","type":"case","id":"tus/a"}""";

        ResultsDocument.Read(_directory.WriteLines(Run, Case)).Cases.ShouldHaveSingleItem().Id.ShouldBe("tus/a");
    }

    [Test]
    public void An_empty_file_is_refused() =>
        Message().ShouldBe($"'{Path}' has no line of type 'run'. It is not a results file, or it is empty.");

    [Test]
    public void Another_schema_is_refused() => Message(Run.Replace("results/2", "results/9", StringComparison.Ordinal))
        .ShouldBe($"'{Path}' has the schema 'holdfast.results/9', but this version reads 'holdfast.results/1' and 'holdfast.results/2'. "
            + "Use the version that wrote it.");

    [TestCase("{\"type\":\"case\",\"id\":")]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("{\"type\":\"requirements\",\"requirements\":[null]}")]
    [TestCase(
        "{\"type\":\"case\",\"id\":\"a\",\"title\":\"A\",\"verdict\":\"pass\",\"durationMs\":1,\"requirements\":[{\"id\":\"TUS-001\"}]}")]
    [TestCase("{\"type\":\"case\",\"id\":\"\\ud800\",\"title\":\"A\",\"verdict\":\"pass\",\"durationMs\":1}")]
    [TestCase("{\"type\":\"case\",\"id\":null,\"title\":\"A\",\"verdict\":\"pass\",\"durationMs\":1}")]
    [TestCase("{\"type\":\"case\",\"id\":\"a\",\"id\":\"b\",\"title\":\"A\",\"verdict\":\"pass\",\"durationMs\":1}")]
    [TestCase("{\"type\":7}")]
    [TestCase("{\"type\":\"case\",\"id\":\"a\"}")]
    [TestCase("{\"type\":\"case\",\"id\":\"a\",\"title\":\"A\",\"verdict\":\"maybe\",\"durationMs\":1}")]
    public void A_broken_line_is_named(string line) => Message(Run, Pass, line).ShouldStartWith($"Line 3 of '{Path}' is not a result");

    [Test]
    public void Two_runs_in_one_file_are_refused() => Message(Run, Pass, Run).ShouldStartWith($"Line 3 of '{Path}' begins a second run");

    private const string Requirements =
        """{"type":"requirements","requirements":[{"id":"IETF-107","text":"T","level":"MUST","clause":"draft, append","unchecked":"nobody sees it","versions":[{"interop":9,"level":"SHOULD","clause":"draft -12, append","url":"https://example.org/12","words":"W"}]}]}""";

    private static string Draft(int interop) =>
        $$"""{"type":"case","id":"ietf/{{interop}}/a","catalogueId":"ietf/a","protocol":"ietf","interop":{{interop}},"title":"A","verdict":"pass","durationMs":2,"requirements":["IETF-107","IETF-999"]}""";

    private static string Evidence(string id, string text) =>
        $$"""{"type":"evidence","case":"{{id}}","wire":[{"atMs":1,"connection":1,"direction":"sent","kind":"head","text":"{{text}}"}]}""";

    private string Path => _directory.File("results.jsonl");

    private string Message(params string[] lines) =>
        Should.Throw<InvalidDataException>(() => ResultsDocument.Read(_directory.WriteLines(lines))).Message;

    private static string AsJson(ResultsDocument document) => JsonSerializer.Serialize(document);
}
