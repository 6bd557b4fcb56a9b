using Holdfast.Conformance.Catalogue;
using Holdfast.Conformance.Targets;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Fairness;

/// <summary>A server that takes only chunks of certain lengths is judged by chunks of such lengths.</summary>
public sealed class ChunkRuleTests
{
    private static readonly ChunkRule Rule = new() { Multiple = 4096, Minimum = 10_000 };

    [Test]
    [CancelAfter(180_000)]
    public async Task With_the_flags_no_case_fails_and_no_forbidden_chunk_is_sent(CancellationToken cancellationToken)
    {
        await using var server = new ChunkRuleServer(Rule);
        await server.StartAsync(cancellationToken);
        var document =
            await CheckAsync(server, cancellationToken, "--chunk-multiple", "4096", "--min-chunk", "10000", "--except", "tus/process");

        server.Refused.ShouldBeEmpty();
        document.Cases.Where(result => result.Verdict is not (Verdict.Pass or Verdict.Observe or Verdict.Unsupported)).Select(Describe)
            .ShouldBeEmpty();
        document.Cases.Where(result => result.Verdict == Verdict.Unsupported)
            .ShouldAllBe(result => result.Reason!.Contains("(--chunk-multiple, --min-chunk)"));
        document.Summary.Unsupported.ShouldBeLessThan(CaseCatalogue.All.Count / 3, "most cases keep to such a rule");
        document.Run.Limits.ShouldContain(
            "Chunks before the last have a multiple of 4096 bytes and at least 10000; cases that need others are unsupported.");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Without_the_flags_cases_fail_against_such_a_server(CancellationToken cancellationToken)
    {
        await using var server = new ChunkRuleServer(Rule);
        await server.StartAsync(cancellationToken);
        var document = await CheckAsync(server, cancellationToken, "--only", "tus/core/patch");

        server.Refused.ShouldNotBeEmpty();
        document.Cases.Single(result => result.Id == "tus/core/patch/appends").Verdict.ShouldBe(Verdict.Fail);
    }

    [TestCase(1, 0, 7, 7)]
    [TestCase(4, 0, 7, 8)]
    [TestCase(4, 0, 8, 8)]
    [TestCase(1, 9, 7, 9)]
    [TestCase(4, 9, 7, 12)]
    [TestCase(4, 9, 13, 16)]
    [TestCase(262_144, 5_242_880, 10, 5_242_880)]
    public void A_length_is_rounded_up_to_one_that_the_rule_allows(int multiple, int minimum, int bytes, int allowed)
    {
        var rule = new ChunkRule { Multiple = multiple, Minimum = minimum };
        rule.AtLeast(bytes).ShouldBe(allowed);
        rule.Allows(allowed).ShouldBeTrue();
        rule.Allows(bytes).ShouldBe(bytes == allowed);
    }

    private static async Task<ResultsDocument> CheckAsync(
        ChunkRuleServer server, CancellationToken cancellationToken, params string[] arguments)
    {
        using var report = new TemporaryDirectory();
        await HoldfastCommand.RunAsync(cancellationToken,
            ["check", server.Url.ToString(), "--protocol", "tus", "--seed", "1", "--report", report.FullName, .. arguments]);
        return ResultsDocument.Read(report.At(ReportDirectory.ResultsFile));
    }

    private static string Describe(CaseRecord result) =>
        $"{result.Id}: {result.Verdict} {result.Reason} "
            + string.Join("; ", result.Checks.Where(check => check.Verdict > Verdict.Unsupported)
                .Select(check => $"{check.Subject}: {check.Expected}, was {check.Actual}"));
}
