using CliWrap.Buffered;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Clients;

/// <summary>The command judges real clients: a third-party one, and some of ours with one defect each.</summary>
[CancelAfter(120_000)]
public sealed class ClientCaseTests
{
    private const string Append = "tus/client/lost-answer/append";
    private const string LastAppend = "tus/client/lost-answer/last-append";

    private static readonly string Peer = Repository.PathTo("conformance", "peers", "tus-js-client");
    private static readonly string Broken = Repository.PathTo("conformance", "tests", "Holdfast.Cli.Tests", "Clients", "broken-client.mjs");

    [Test]
    public async Task Tus_js_client_goes_on_after_a_lost_answer(CancellationToken cancellationToken)
    {
        Node.Require();
        if (!Directory.Exists(Path.Combine(Peer, "node_modules")))
        {
            Assert.Ignore("tus-js-client is not installed: './build.sh test' does that.");
        }

        using var report = new TemporaryDirectory();
        var run = await CheckAsync(report, Peer, cancellationToken, "--clients", "tus-js-client");

        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain("tus-js-client: 2 of 2 cases pass");
        var results = ResultsDocument.Read(report.At("results.jsonl"));
        results.Cases.Select(result => (result.Id, result.Verdict))
            .ShouldBe([($"{Append}@tus-js-client", Verdict.Pass), ($"{LastAppend}@tus-js-client", Verdict.Pass)], ignoreOrder: true);
        results.Run.Subject.ShouldBe(new SubjectRecord("tus-js-client", SubjectKind.Client, results.Run.Subject.Version));
        results.Run.Subject.Version.ShouldNotBeNull().ShouldMatch("^[0-9.]+$");
        results.Cases.ShouldAllBe(result => result.Axes!["client"] == "tus-js-client");
        var middle = results.Cases.Single(result => result.Id.StartsWith($"{Append}@", StringComparison.Ordinal));
        middle.Checks.SelectMany(check => check.Requirements)
            .ShouldBeSubsetOf(["TUS-001", "TUS-008", "TUS-010", "TUS-028", "TUS-030", "TUS-040", "TUS-067", "TUS-083"]);
        middle.Evidence.Faults.ShouldContain(fault => fault.Fault == "lost-204");
        middle.Evidence.Wire.ShouldContain(entry =>
            entry.Direction == WireDirection.Received && entry.Text.StartsWith("HEAD /files/1 HTTP/1.1", StringComparison.Ordinal));
        middle.Evidence.History.Select(operation => operation.Method).ShouldBe(["POST", "PATCH", "PATCH", "HEAD", "PATCH"]);
    }

    [TestCase("careful", Verdict.Pass, new string[0])]
    [TestCase("restarts", Verdict.Fail, new[] { "TUS-030", "TUS-040" })]
    [TestCase("repeats", Verdict.Fail, new[] { "TUS-001", "TUS-083" })]
    [TestCase("creates", Verdict.Warn, new[] { "TUS-040" })]
    [TestCase("gives-up", Verdict.Warn, new[] { "TUS-040" })]
    [TestCase("crashes", Verdict.Inconclusive, new string[0])]
    public async Task A_client_is_judged_by_what_it_does_after_a_lost_answer(
        string way, Verdict verdict, string[] broken, CancellationToken cancellationToken)
    {
        Node.Require();
        using var report = new TemporaryDirectory();
        await CheckAsync(report, null, cancellationToken, "--clients", $"ours=node '{Broken}' {way}", "--only", Append);

        var result = ResultsDocument.Read(report.At("results.jsonl")).Cases.ShouldHaveSingleItem();
        result.Verdict.ShouldBe(verdict, result.Reason);
        result.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.Warn).SelectMany(check => check.Requirements).Distinct()
            .ShouldBe(broken, ignoreOrder: true);
    }

    [Test]
    public async Task Without_node_the_command_says_what_is_missing(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var dotnet = Path.GetDirectoryName(Environment.ProcessPath)!;
        var run = await HoldfastCommand.Of("check", "--clients", "tus-js-client", "--report", report.FullName)
            .WithEnvironmentVariables(set => set.Set("PATH", report.FullName))
            .WithTargetFile(Path.Combine(dotnet, "dotnet"))
            .ExecuteBufferedAsync(cancellationToken);

        run.ExitCode.ShouldBe(3);
        run.StandardError.ShouldStartWith("'--clients tus-js-client' needs Node.js, and 'node' cannot be started: ");
    }

    [Test]
    public async Task A_missing_client_is_reported_with_the_command_that_installs_it(CancellationToken cancellationToken)
    {
        Node.Require();
        using var report = new TemporaryDirectory();
        var run = await CheckAsync(report, report.FullName, cancellationToken, "--clients", "tus-js-client");

        run.ExitCode.ShouldBe(3);
        run.StandardError.ShouldBe($"'tus-js-client' is not installed for '{report.FullName}': neither this directory nor one above it has "
            + "'node_modules/tus-js-client'. Run 'npm install tus-js-client' here, or start holdfast in the directory of a project that "
            + $"uses it.{Environment.NewLine}");
    }

    [Test]
    public async Task A_damaged_client_is_reported_with_the_error_of_Node(CancellationToken cancellationToken)
    {
        Node.Require();
        using var report = new TemporaryDirectory();
        var package = Directory.CreateDirectory(Path.Combine(report.FullName, "node_modules", "tus-js-client"));
        await File.WriteAllTextAsync(
            Path.Combine(package.FullName, "package.json"), """{ "name": "tus-js-client", "main": "a.js" }""", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(package.FullName, "a.js"), "throw new Error('It is damaged.')", cancellationToken);
        var run = await CheckAsync(report, report.FullName, cancellationToken, "--clients", "tus-js-client");

        run.ExitCode.ShouldBe(3);
        run.StandardError.ShouldStartWith(
            $"Node.js cannot load 'tus-js-client' as installed for '{report.FullName}': 'It is damaged'. Expected Node.js 20 or later");
    }

    [TestCase("'tus-js-clinet' is not a client that Holdfast knows. Did you mean", "--clients", "tus-js-clinet")]
    [TestCase("'Mine=x' is not a client. Expected 'NAME=COMMAND'", "--clients", "Mine=x")]
    [TestCase("'0' is not a value for '--clients'.", "--clients", "0")]
    [TestCase("'--clients' names 'tus-js-client' more than once.", "--clients", "tus-js-client", "--clients", "tus-js-client=node x.mjs")]
    [TestCase("'--start' is for checking a server", "--clients", "tus-js-client", "--start", "node x.mjs")]
    [TestCase("'http://127.0.0.1:1/' is for checking a server", "--clients", "tus-js-client", "http://127.0.0.1:1/")]
    [TestCase("'--chaos' is for checking a server", "--clients", "tus-js-client", "--chaos", "1s")]
    public async Task Impossible_combinations_of_options_are_refused(string said, params string[] arguments)
    {
        var run = await HoldfastCommand.RunAsync(TestContext.CurrentContext.CancellationToken, ["check", .. arguments]);
        run.ExitCode.ShouldBe(64);
        run.StandardError.ShouldStartWith(said);
    }

    private static async Task<BufferedCommandResult> CheckAsync(
        TemporaryDirectory report, string? directory, CancellationToken cancellationToken, params string[] arguments) =>
        await HoldfastCommand.Of(["check", .. arguments, "--seed", "1", "--report", report.FullName])
            .WithWorkingDirectory(directory ?? Environment.CurrentDirectory)
            .ExecuteBufferedAsync(cancellationToken);
}
