using Holdfast.Cli.Tests.Processes;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Peers;

/// <summary>
/// What is known of @tus/server under faults from having tried it by hand is what the suite tells of it, too: each defect by the case that
/// finds it. Where no specification forbids it, it is found as a fact.
/// </summary>
[NonParallelizable] // What the peer keeps of a cut depends on how busy it is; beside other tests it would be busy with theirs.
public sealed class PeerFaultTests
{
    private const string Handover = "tus/resilience/stall/handover-by-head";
    private const string Stall = "tus/resilience/stall/until-timeout";
    private const string Checksum = "tus/checksum/not-offered";

    /// <summary>@tus/server drains a request that it stops for three seconds; less a margin.</summary>
    private const double Drain = 2500;

    [Test]
    [CancelAfter(120_000)]
    public async Task Every_known_defect_under_faults_is_found(CancellationToken cancellationToken)
    {
        var results = await ProcessSuite.CheckAsync(
            ProcessSuite.Peer, cancellationToken, "--only", Handover, "--only", Stall, "--only", Checksum, "--stall-patience", "3",
            "--seed", "1");

        var waited = Actual(results, Handover, "Time until the response to HEAD").Split(' ')[0];
        double.Parse(waited, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(Drain, "HEAD of a busy upload waits until the stopped PATCH has been drained");
        Actual(results, Handover, "Final response to the old transfer")
            .ShouldBe("204", "a PATCH that was stopped is answered as if it had succeeded");
        Case(results, Handover).Evidence.History.ShouldContain(
            operation => operation.Kind == OperationKind.Append && operation.Status == 204
                && operation.AnsweredOffset < operation.Offset + operation.Bytes,
            "the same, in the history: acknowledged up to where it was stopped");
        Actual(results, Stall, "The stalled connection")
            .ShouldStartWith("still open after", Shouldly.Case.Sensitive, "a client that goes silent is waited for as long as Node waits");
        Actual(results, Checksum, "PATCH with the checksum of other bytes")
            .ShouldBe("204: not verified", "a checksum is ignored without a word");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task The_server_survives_process_faults(CancellationToken cancellationToken)
    {
        var results = await ProcessSuite.CheckAsync(ProcessSuite.Peer, cancellationToken, "--only", "tus/process", "--seed", "1");

        results.Cases.Where(result => result.Verdict != Verdict.Pass && !result.Id.EndsWith("/concatenation", StringComparison.Ordinal))
            .Select(ProcessSuite.Describe).ShouldBeEmpty();
        results.Cases.Count(result => result.Verdict == Verdict.Pass).ShouldBe(12);
        results.Cases.Where(result => result.Verdict == Verdict.Unsupported)
            .ShouldAllBe(result => result.Reason!.Contains("'concatenation'"));
    }

    private static CaseRecord Case(ResultsDocument results, string id) => results.Cases.Single(result => result.Id == id);

    private static string Actual(ResultsDocument results, string id, string subject) =>
        Case(results, id).Checks.First(check => check.Subject == subject).Actual;
}
