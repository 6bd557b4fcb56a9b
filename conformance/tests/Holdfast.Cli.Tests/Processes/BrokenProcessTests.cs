using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Holdfast.Conformance.Catalogue;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Processes;

/// <summary>
/// A small server with one defect each that only a fault of its process reveals: each of these cases can fail. They are no part of the
/// matrix of sabotages, whose server is no process of its own.
/// </summary>
public sealed class BrokenProcessTests
{
    private const int Seeds = 3;

    /// <summary>The cases that find a defect here.</summary>
    private static HashSet<string> Found { get; } =
        [.. typeof(BrokenProcessTests).GetMethod(nameof(A_defect_is_found))!.GetCustomAttributes<TestCaseAttribute>()
            .Select(test => (string)test.Arguments[1]!)];

    [Test]
    [CancelAfter(120_000)]
    public async Task The_small_server_passes_without_a_defect(CancellationToken cancellationToken)
    {
        var results =
            await ProcessSuite.CheckAsync(ProcessSuite.Broken("none"), cancellationToken, "--content-dir", "{dir}", "--only", "*/process");
        results.Cases.Count.ShouldBe(Found.Count);
        results.Cases.Where(result => result.Verdict != Verdict.Pass).Select(ProcessSuite.Describe).ShouldBeEmpty();
    }

    [TestCase("memory", "tus/process/kill/creation", "warn", "A-27")]
    [TestCase("memory", "tus/process/kill/acknowledged", "warn", "A-27")]
    [TestCase("memory", "tus/process/terminate/creation", "warn", "P-01")]
    [TestCase("memory", "tus/process/terminate/completion", "warn", "P-01")]
    [TestCase("early-answer", "tus/process/kill/acknowledged", "fail", "TUS-038")]
    [TestCase("torn-record", "tus/process/kill/append", "fail", "TUS-021")]
    [TestCase("torn-record", "tus/process/kill/completion", "fail", "TUS-021")]
    [TestCase("preallocates", "tus/process/kill/append", "fail", "TUS-038")]
    [TestCase("memory", "tus/process/kill/any-moment", "warn", "A-27")]
    [TestCase("keeps-nothing-of-a-cut", "tus/process/terminate/append", "warn", "TUS-043")]
    [TestCase("eats-parts", "tus/process/kill/concatenation", "fail", "TUS-038")]
    [TestCase("eats-parts", "tus/process/terminate/concatenation", "fail", "TUS-038")]
    [TestCase("eats-parts", "tus/process/stop/concatenation", "fail", "TUS-038")]
    [TestCase("deaf", "tus/process/terminate/append", "warn", "P-01")]
    [TestCase("forgets-when-it-wakes", "tus/process/stop/append", "fail", "TUS-038")]
    [TestCase("forgets-when-it-wakes", "tus/process/stop/completion", "fail", "TUS-038")]
    [TestCase("full-and-silent", "tus/process/disk-full/append", "fail", "TUS-038")]
    [TestCase("forgets-what-it-makes-when-it-wakes", "tus/process/stop/creation", "warn", "P-02")]
    [TestCase("memory", "ietf/process/kill/creation", "warn", "IETF-001")]
    [TestCase("early-answer", "ietf/process/kill/acknowledged", "fail", "IETF-005")]
    [TestCase("torn-record", "ietf/process/kill/append", "fail", "IETF-006")]
    [TestCase("preallocates", "ietf/process/kill/append", "fail", "IETF-010")]
    [TestCase("torn-record", "ietf/process/kill/completion", "fail", "IETF-006")]
    [TestCase("memory", "ietf/process/kill/any-moment", "warn", "IETF-001")]
    [TestCase("memory", "ietf/process/terminate/creation", "warn", "IETF-001")]
    [TestCase("keeps-nothing-of-a-cut", "ietf/process/terminate/append", "warn", "IETF-105")]
    [TestCase("torn-record", "ietf/process/terminate/completion", "fail", "IETF-006")]
    [TestCase("forgets-what-it-makes-when-it-wakes", "ietf/process/stop/creation", "warn", "IETF-001")]
    [TestCase("forgets-when-it-wakes", "ietf/process/stop/append", "fail", "IETF-005")]
    [TestCase("forgets-when-it-wakes", "ietf/process/stop/completion", "fail", "IETF-005")]
    [TestCase("full-and-silent", "ietf/process/disk-full/append", "fail", "IETF-106")]
    [CancelAfter(120_000)]
    public async Task A_defect_is_found(string defect, string id, string verdict, string requirement, CancellationToken cancellationToken)
    {
        var result = await JudgeAsync(defect, id, seed: 1, cancellationToken);
        for (var seed = 2; seed <= Seeds && result.Verdict == Verdict.Pass; seed++)
        {
            // The seed chooses the moment of the fault; on a busy machine it may miss what the server does wrong.
            result = await JudgeAsync(defect, id, seed, cancellationToken);
        }

        result.Verdict.ToWord().ShouldBe(verdict, ProcessSuite.Describe(result));
        result.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.Warn).SelectMany(check => check.Requirements)
            .ShouldContain(requirement);
    }

    private static async Task<CaseRecord> JudgeAsync(string defect, string id, int seed, CancellationToken cancellationToken) =>
        (await ProcessSuite.CheckAsync(
            ProcessSuite.Broken(defect), cancellationToken, "--content-dir", "{dir}", "--only", id, "--seed", $"{seed}"))
        .Cases.ShouldHaveSingleItem();

    [Test]
    public void Every_case_is_proven_able_to_fail() =>
        CaseCatalogue.All.Where(one => one.ProcessFault is not null).Select(one => one.Id).Except(Found)
            .ShouldBeEmpty("Nothing proves that these cases can fail.");

    [Test]
    [CancelAfter(60_000)]
    public async Task A_server_that_does_not_restart_makes_the_case_inconclusive_with_its_last_output(CancellationToken cancellationToken)
    {
        var results = await ProcessSuite.CheckAsync(
            ProcessSuite.Broken("does-not-come-back"), cancellationToken, "--only", "tus/process/kill/acknowledged");

        var result = results.Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(Verdict.Inconclusive);
        result.Reason.ShouldNotBeNull();
        result.Reason.ShouldStartWith("The server did not start again: ");
        result.Reason.ShouldContain("ended with exit code 7");
        result.Reason.ShouldContain("the journal is damaged");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_port_used_by_another_process_is_not_taken_for_the_server(CancellationToken cancellationToken)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://{other.LocalEndpoint}/files/";

        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", url, "--start", ProcessSuite.Broken("none"), "--only", "tus/core/head");

        run.ExitCode.ShouldBe(ExitCode.NothingRun);
        run.StandardError.ShouldContain("Another process already listens on port");
    }
}
