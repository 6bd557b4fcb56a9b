using Holdfast.Chaos;
using Holdfast.Conformance.Catalogue;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Processes;

/// <summary>Our own server outlives what is done to its process, by the command line that users have.</summary>
public sealed class ProcessFaultTests
{
    /// <summary>
    /// Requirements that only some runs judge: the answer came before the server's end, or the server drops complete uploads.
    /// </summary>
    private static readonly string[] Conditional = ["IETF-004", "IETF-014"];

    [Test]
    [CancelAfter(300_000)]
    public async Task No_case_fails_our_server_and_each_judges_exactly_the_requirements_that_it_names(CancellationToken cancellationToken)
    {
        var results = await ProcessSuite.CheckAsync(
            ProcessSuite.Serve, cancellationToken, "--only", "tus/process", "--only", "ietf/process", "--seed", "1");

        var cases = CaseCatalogue.All.Where(one => one.ProcessFault is not null).ToList();
        results.Cases.Select(result => CaseCatalogue.Find(result.Id)!.CatalogueId)
            .ShouldBe(cases.Select(one => one.Id), ignoreOrder: true, "one interop version stands for all");
        results.Cases.Where(result => result.Verdict != Verdict.Pass).Select(ProcessSuite.Describe).ShouldBeEmpty();

        // A kill can come before the proxy has dialled for a request that was already sent: that is a moment, and lasts for nothing.
        results.Cases.ShouldAllBe(result => result.Evidence.Faults.Count > 0
            && result.Evidence.Faults.Where(fault => fault.Fault != nameof(ChaosEventKind.ConnectFailed))
                .All(fault => fault.EndMs > fault.AtMs));
        var strays = new List<string>();
        foreach (var result in results.Cases)
        {
            var judges = cases.Single(one => one.Id == CaseCatalogue.Find(result.Id)!.CatalogueId).Judges;
            var looked = result.Checks.Where(check => check.Operations is null).SelectMany(check => check.Requirements).ToHashSet();
            strays.AddRange(judges.Except(looked).Except(Conditional).Select(id => $"{result.Id} names {id} and never looks at it"));
            strays.AddRange(looked.Except(judges).Select(id => $"{result.Id} looks at {id} without naming it"));
        }

        strays.ShouldBeEmpty();
    }

    [TestCase("tus", 4711)]
    [TestCase("tus", 20_261_122)]
    [TestCase("ietf", 4711)]
    [CancelAfter(120_000)]
    public async Task The_server_survives_kills_at_random_moments(string protocol, int seed, CancellationToken cancellationToken)
    {
        var results = await ProcessSuite.CheckAsync(
            ProcessSuite.Serve, cancellationToken, "--only", $"{protocol}/process/kill/any-moment", "--seed", $"{seed}");

        var result = results.Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(Verdict.Pass, ProcessSuite.Describe(result));
        result.Evidence.Faults.Count(fault => fault.Fault == "SIGKILL").ShouldBe(3);
        result.Checks.ShouldContain(check => check.Subject == "History of the case");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Content_that_GET_does_not_return_is_read_from_the_directory_and_judged(CancellationToken cancellationToken)
    {
        var results = await ProcessSuite.CheckAsync(
            ProcessSuite.Serve + " -disable-download", cancellationToken, "--content-dir", "{dir}", "--only",
            "tus/process/kill/acknowledged", "--only", "tus/resilience/cut/in-body/fin", "--only", "ietf/10/resilience/append-cut");

        results.Cases.Count.ShouldBe(3);
        results.Cases.Where(result => result.Verdict != Verdict.Pass).Select(ProcessSuite.Describe).ShouldBeEmpty();
        foreach (var result in results.Cases)
        {
            result.Checks.ShouldContain(
                check => check.Actual.Contains("in the content directory, since GET was answered with"), ProcessSuite.Describe(result));
            result.Checks.ShouldContain(check => check.Subject == "Content of the finished upload" && check.Verdict == Verdict.Pass);
            result.Evidence.History.ShouldContain(operation => operation.Method == "content-dir" && operation.AnsweredBytes > 0);
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_directory_without_the_file_is_a_fact_not_a_failure(CancellationToken cancellationToken)
    {
        using var empty = new TemporaryDirectory();
        var results = await ProcessSuite.CheckAsync(
            ProcessSuite.Serve + " -disable-download", cancellationToken, "--content-dir", empty.FullName, "--only",
            "tus/resilience/cut/in-body/fin");

        var result = results.Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(Verdict.Pass, ProcessSuite.Describe(result));
        result.Checks.ShouldContain(check => check.Verdict == Verdict.Observe && check.Actual.Contains("has no file named"));
    }

    [TestCase("contains '{dir}', which stands for the directory that --start creates", "http://127.0.0.1:9/files/", "--content-dir",
        "{dir}/uploads")]
    [TestCase("is not a directory", "http://127.0.0.1:9/files/", "--content-dir", "no-such-directory")]
    [TestCase("applies to your own server", "--content-dir", ".", "--strict")]
    [CancelAfter(30_000)]
    public async Task An_invalid_content_directory_is_reported_before_the_run(
        string said, string first, string second, string third, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", first, second, third);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(said);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_server_that_cannot_be_restarted_is_not_killed(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var embedded = await HoldfastCommand.RunAsync(cancellationToken, "check", "--only", "tus/process", "--report", report.FullName);
        embedded.ExitCode.ShouldBe(ExitCode.NothingRun);
        embedded.StandardError.ShouldContain("give a server's command with --start");

        using var directory = new TemporaryDirectory();
        using var server = await Serving.ServingCommand.StartAsync(directory, cancellationToken);
        var foreign = await HoldfastCommand.RunAsync(
            cancellationToken, "check", server.Url.ToString(), "--only", "tus/process", "--report", report.FullName);
        foreign.ExitCode.ShouldBe(ExitCode.NothingRun, "nothing was proven");
        var results = ResultsDocument.Read(report.At(ReportDirectory.ResultsFile));
        results.Cases.ShouldAllBe(
            result => result.Verdict == Verdict.Unsupported
                && result.Reason!.EndsWith("so Holdfast must start the server: give its command with --start."));
    }
}
