using Holdfast.Builds;
using Holdfast.Cli.Check.Ceph;
using Holdfast.Cli.Tests.Ietf;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Check;

/// <summary>The reference server keeps its promises on a real S3 server, too.</summary>
public sealed class S3CheckTests
{
    // An append that is reset before S3 has answered the first questions about its upload stores nothing, and the same connection is idle
    // for longer than the embedded server keeps one.
    private const string ResetEarly = "ietf/http2/cancelled";

    [Test]
    [NonParallelizable] // It takes the whole machine: beside other tests it would run into the time limits of the cases.
    [CancelAfter(600_000)]
    public async Task The_embedded_server_fails_nothing_of_all_suites_on_S3(CancellationToken cancellationToken)
    {
        ThisBuild.SkipServersUnlessFull();
        if (CephGateway.Obstacle is { } obstacle)
        {
            Assert.Ignore(obstacle);
        }

        using var report = new TemporaryDirectory();

        // A final upload of a hundred parts takes some hundred calls to S3, for which a busy machine needs more than the usual 10 s.
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", "--store", "s3", "--patience", "30", "--report", report.FullName);

        var document = ResultsDocument.Read(report.At(ReportDirectory.ResultsFile));
        document.Run.Selected.ShouldBeGreaterThan(1_500, run.StandardOutput + run.StandardError);
        document.Cases.Where(result => result.Verdict is not (Verdict.Pass or Verdict.Observe or Verdict.Warn))
            .Where(result => result.Verdict != Verdict.Inconclusive || result.CatalogueId != ResetEarly)
            .Select(DraftSuite.Describe).ShouldBeEmpty();
        run.StandardError.ShouldNotContain("belong to no upload");
        run.ExitCode.ShouldBeOneOf(ExitCode.Ok, ExitCode.Inconclusive);

        // A client that gets 503 with Retry-After keeps its upload, and comes back.
        var outages = document.Cases.Where(result => result.CatalogueId.Contains("/store/refused/", StringComparison.Ordinal)).ToList();
        outages.Count.ShouldBe(8);
        outages.ShouldAllBe(result => result.Checks.Any(check =>
            check.Subject.StartsWith("Retry-After of the 503 to ", StringComparison.Ordinal) && check.Actual == "5"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_store_is_refused_beside_a_server_that_has_its_own(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", "http://127.0.0.1:9/files/", "--store", "s3");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain("'--store' applies to the embedded server.");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_unknown_store_is_refused_with_the_known_ones(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", "--store", "tape");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain("Expected file or s3.");
    }
}
