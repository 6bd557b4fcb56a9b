using Holdfast.Cli.Tests.Ietf;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>All suites against several servers, each request to another one.</summary>
[NonParallelizable] // Each takes the whole machine: several at once would run into the time limits of the cases.
public sealed class ClusterSuiteTests
{
    // A proxy can't start or stop the servers; the other tests of this folder do.
    private const string NeedsProcess = "The case kills or stops the server's process";

    [Test]
    [CancelAfter(600_000)]
    public async Task The_suites_pass_through_a_proxy_without_affinity(
        [Values] bool onBucket, [Values(2, 3)] int servers, CancellationToken cancellationToken)
    {
        await using var cluster = onBucket
            ? await ServerCluster.StartOnBucketAsync(servers, cancellationToken)
            : await ServerCluster.StartAsync(servers, cancellationToken);

        var (run, document) = await cluster.CheckAsync(cancellationToken);

        document.Run.Selected.ShouldBeGreaterThan(1_500, run.StandardOutput + run.StandardError);
        document.Cases.Where(result => result.Verdict is not (Verdict.Pass or Verdict.Observe or Verdict.Warn))
            .Where(result => result.Verdict != Verdict.Unsupported || !result.Reason!.StartsWith(NeedsProcess, StringComparison.Ordinal))
            .Select(DraftSuite.Describe).ShouldBeEmpty();
    }
}
