using System.Text.Json;
using Holdfast.Reports.Results;
using Holdfast.Reports.Tests.Samples;

namespace Holdfast.Reports.Tests.Results;

public sealed class ResultsFileTests
{
    private const string Run = """{"type":"run","schema":"holdfast.results/1","tool":"t","target":"u","seed":1,"started":"2026-11-22T09:30:00+00:00"}""";
    private const string Pass = """{"type":"case","id":"tus/a","title":"A","verdict":"pass","durationMs":2}""";

    private readonly TemporaryDirectory _directory = new();

    [TearDown]
    public void Delete() => _directory.Dispose();

    [Test, CancelAfter(20_000)]
    public async Task What_is_written_is_what_is_read(CancellationToken cancellation)
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
    public void A_requirement_that_was_written_without_its_words_is_read()
    {
        const string Case = """{"type":"case","id":"ietf/9/a","title":"A","verdict":"pass","durationMs":2,"requirements":[{"id":"IETF-107","level":"MUST","clause":"draft, upload-appending","text":"T","url":"https://example.org/"}]}""";

        ResultsDocument.Read(_directory.WriteLines(Run, Case)).Cases[0].Requirements
            .ShouldBe([new RequirementText("IETF-107", "MUST", "draft, upload-appending", "T", "https://example.org/")]);
    }

    [Test]
    public void An_empty_file_is_refused() => Message().ShouldBe($"'{Path}' has no line of type 'run'. It is not a results file, or it is empty.");

    [Test]
    public void Another_schema_is_refused() => Message(Run.Replace("results/1", "results/9", StringComparison.Ordinal))
        .ShouldBe($"'{Path}' has the schema 'holdfast.results/9', but this version reads 'holdfast.results/1'. Use the version that wrote it.");

    [TestCase("{\"type\":\"case\",\"id\":")]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("{\"type\":\"other\"}")]
    [TestCase("{\"type\":\"case\",\"id\":\"a\"}")]
    [TestCase("{\"type\":\"case\",\"id\":\"a\",\"title\":\"A\",\"verdict\":\"maybe\",\"durationMs\":1}")]
    public void A_broken_line_is_named(string line) => Message(Run, Pass, line).ShouldStartWith($"Line 3 of '{Path}' is not a result");

    [Test]
    public void Two_runs_in_one_file_are_refused() => Message(Run, Pass, Run).ShouldStartWith($"Line 3 of '{Path}' begins a second run");

    private string Path => _directory.File("results.jsonl");

    private string Message(params string[] lines) =>
        Should.Throw<InvalidDataException>(() => ResultsDocument.Read(_directory.WriteLines(lines))).Message;

    private static string AsJson(ResultsDocument document) => JsonSerializer.Serialize(document);
}
