using System.Net;
using System.Net.Sockets;
using Holdfast.Chaos;
using Holdfast.Cli.Tests.Ietf;
using Holdfast.Conformance.Catalogue;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Check;

/// <summary><c>holdfast check</c> as a user and as a script see it.</summary>
public sealed class CheckTests
{
    private static readonly string[] ReportFiles = ["badge.svg", "index.html", "junit.xml", "results.jsonl", "summary.md"];

    [Test]
    [CancelAfter(180_000)]
    public async Task Without_a_URL_the_embedded_server_passes_and_a_report_is_left(CancellationToken cancellationToken)
    {
        var (run, files, document) = await SoundCheck.ReadAsync(cancellationToken);

        document.Cases.Where(result => result.Verdict is not (Verdict.Pass or Verdict.Observe)).Select(DraftSuite.Describe).ShouldBeEmpty();
        run.ExitCode.ShouldBe(ExitCode.Ok, run.StandardOutput + run.StandardError);
        run.StandardOutput.ShouldContain(ReportDirectory.HtmlFile);
        run.StandardOutput.ShouldNotMatch(@"(?m)^pass ", "what passes is not told case by case");
        var evidence = files.Keys.Where(file => file.StartsWith("evidence", StringComparison.Ordinal)).ToList();
        files.Keys.Except(evidence).ShouldBe(ReportFiles, ignoreOrder: true);
        evidence.ShouldAllBe(file => file.EndsWith(".html", StringComparison.Ordinal));
        files[ReportDirectory.HtmlFile].ShouldBeLessThan(3_000_000);
        document.Run.Selected.ShouldBe(
            CaseCatalogue.Variants.Count(one => !one.HasOwnServer), "all but those that need a server of their own");
        document.Cases.Select(result => result.Id).ShouldBe(
            CaseCatalogue.Variants.Where(one => !one.HasOwnServer).Select(one => one.Id), ignoreOrder: true);
        document.Summary.Total.ShouldBe(document.Run.Selected);
        (document.Summary.Pass + document.Summary.Observe).ShouldBe(document.Run.Selected);
    }

    [Test]
    [CancelAfter(120_000)] // A Toxiproxy does not say when it strikes, so that every scenario waits a second for it.
    public async Task A_run_through_a_Toxiproxy_passes_too(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var toxiproxy = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0 }, cancellationToken);
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", "--toxiproxy", toxiproxy.Url.ToString(), "--only", "tus/resilience", "--report", report.FullName);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.StandardOutput + run.StandardError);
        using var client = new ToxiproxyClient(toxiproxy.Url);
        (await client.ListAsync(cancellationToken)).ShouldBeEmpty("links must not stay behind on somebody else's Toxiproxy");
    }

    [TestCase("failures", 2, 1)]
    [TestCase("all", 0, 2)]
    [CancelAfter(30_000)]
    public async Task Evidence_is_kept_for_failures_or_for_all(string kept, int pages, int evidence, CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", "--evidence", kept, "--only", "ietf/creation/empty-whole", "--only", "tus/core/head/no-store",
            "--interop", "8,10", "--report", report.FullName);

        run.ExitCode.ShouldBe(ExitCode.Ok, run.StandardOutput + run.StandardError);
        var directory = new DirectoryInfo(report.At("evidence"));
        (directory.Exists ? directory.GetFiles().Length : 0).ShouldBe(pages);
        var document = ResultsDocument.Read(report.At(ReportDirectory.ResultsFile));
        document.Cases.Count(result => result.Protocol == "ietf" && !result.Evidence.IsEmpty).ShouldBe(evidence);
        document.Cases.Single(result => result.Protocol == "tus").Evidence.IsEmpty.ShouldBeFalse();
        document.Cases.Select(result => (result.CatalogueId, result.Interop)).ShouldBe(
            [("ietf/creation/empty-whole", 8), ("ietf/creation/empty-whole", 10), ("tus/core/head/no-store", null)], ignoreOrder: true);
        document.Cases.ShouldAllBe(result => result.Requirements.All(requirement => requirement.Text.Length > 0));
        (document.Run.Subject, document.Run.Selection!.Interop, document.Run.Catalogue!.Length).ShouldSatisfyAllConditions(
            run => run.Subject.ShouldBe(
                new SubjectRecord("the embedded reference server", SubjectKind.Server, document.Run.Tool.Split(' ')[1], "file")),
            run => run.Interop.ShouldBe([8, 10]),
            run => run.Item3.ShouldBe(16));
        document.Requirements.Requirements.Count(requirement => requirement.Unchecked is not null).ShouldBeGreaterThan(10);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task The_same_seed_gives_the_same_choices(CancellationToken cancellationToken)
    {
        var seeds = new List<ulong>();
        foreach (var only in new[] { "tus/core/head/no-store", "tus/core/head" })
        {
            using var report = new TemporaryDirectory();
            await HoldfastCommand.RunAsync(cancellationToken, "check", "--only", only, "--seed", "7", "--report", report.FullName);
            seeds.Add(ResultsDocument.Read(report.At(ReportDirectory.ResultsFile)).Cases.Single(
                result => result.Id == "tus/core/head/no-store").Seed);
        }

        seeds[0].ShouldBe(seeds[1]);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_closed_port_ends_with_3_and_one_sentence(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", $"http://127.0.0.1:{ClosedPort()}/files/", "--report", report.At("none"));

        run.ExitCode.ShouldBe(ExitCode.NothingRun);
        run.StandardOutput.ShouldBeEmpty();
        run.StandardError.Trim().ShouldEndWith("cannot be reached: Connection refused. Start the server, or check host and port.");
        run.StandardError.Trim().Split('\n').Length.ShouldBe(1);
        Directory.Exists(report.At("none")).ShouldBeFalse("nothing ran, so there is no report");
    }

    [TestCase("--only", "nope/**")]
    [TestCase("--except", "tus/core/heda")]
    [CancelAfter(30_000)]
    public async Task A_selection_that_leaves_nothing_ends_with_3(string option, string value, CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", option, value, "--report", report.At("none"));

        run.ExitCode.ShouldBe(ExitCode.NothingRun);
        run.StandardError.ShouldContain($"'{value}'");
    }

    [TestCase("'ftp://x' is not a URL to check", "check", "ftp://x", "")]
    [TestCase("'foo' is not a header field", "check", "--header", "foo")]
    [TestCase("'9/2' is not a shard", "check", "--shard", "9/2")]
    [TestCase("'0' is not a value for '--parallel'", "check", "--parallel", "0")]
    [TestCase("'-1' is not a value for '--stall-patience'", "check", "--stall-patience", "-1")]
    [TestCase("'5x' is not a positive duration", "serve", "-network-timeout", "5x")]
    [TestCase("'chekc'", "chekc", "", "")]
    [CancelAfter(30_000)]
    public async Task A_wrong_command_line_ends_with_64_and_says_what_was_wrong(
        string said, string first, string second, string third, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, [.. new[] { first, second, third }.Where(word => word.Length > 0)]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(said);
        run.StandardError.ShouldContain("--help");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_server_that_does_not_start_exits_with_3_and_its_last_output(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", "--start", "node -e 'console.error(\"no such disk\"); process.exit(7)'");

        run.ExitCode.ShouldBe(ExitCode.NothingRun);
        run.StandardError.ShouldContain("ended with exit code 7");
        run.StandardError.ShouldContain("no such disk");
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Credentials_reach_the_server_and_no_output(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var server = HostileServer.Start(
            "HTTP/1.1 200 OK\r\nTus-Resumable: 1.0.0\r\nTus-Version: 1.0.0\r\nTus-Extension: creation\r\nServer: saw Bearer "
                + "s3cr3t-token\r\nUpload-Offset: s3cr3t-token\r\nContent-Length: 0\r\n\r\n");
        await HoldfastCommand.RunAsync(
            cancellationToken, "check", server.Url, "--only", "tus/core/head", "--header", "Authorization: Bearer s3cr3t-token", "--report",
            report.FullName);

        server.Received.ShouldContain("Authorization: Bearer s3cr3t-token\r\n");
        foreach (var file in Directory.GetFiles(report.FullName))
        {
            (await File.ReadAllTextAsync(file, cancellationToken)).ShouldNotContain(
                "s3cr3t", Shouldly.Case.Insensitive, Path.GetFileName(file));
        }
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
