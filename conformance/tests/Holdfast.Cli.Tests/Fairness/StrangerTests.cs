using Holdfast.Cli.Tests.Check;
using Holdfast.Reports;
using Holdfast.Reports.Results;

namespace Holdfast.Cli.Tests.Fairness;

/// <summary>The requests of a run to a third party's server, and its report about it.</summary>
[CancelAfter(60_000)]
public sealed class StrangerTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nTus-Resumable: 1.0.0\r\nTus-Version: 1.0.0\r\nTus-Extension: creation\r\nServer: "
        + "saw open-sesame\r\nUpload-Offset: 0\r\nContent-Length: 0\r\n\r\n";

    [Test]
    public async Task Credentials_in_URLs_reach_the_server_and_no_output(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var server = HostileServer.Start(Answer);
        var url = new UriBuilder(server.Url)
        {
            UserName = "aladdin", Password = "open-sesame", Query = "token=magic-carpet",
        }.Uri.AbsoluteUri;
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", url, "--only", "tus/core/head", "--only", "tus/core/options", "--report", report.FullName);

        server.Received.ShouldContain("token=magic-carpet");
        server.Received.ShouldContain($"Authorization: Basic {Convert.ToBase64String("aladdin:open-sesame"u8)}\r\n");
        foreach (var text in Directory.GetFiles(report.FullName).Select(File.ReadAllText).Append(run.StandardOutput)
            .Append(run.StandardError))
        {
            text.ShouldNotContain("sesame");
            text.ShouldNotContain("magic-carpet");
            text.ShouldNotContain(Convert.ToBase64String("aladdin:open-sesame"u8));
        }

        ResultsDocument.Read(report.At(ReportDirectory.ResultsFile)).Run.Command.ShouldNotBeNull().ShouldContain("[redacted]@");
    }

    [Test]
    public async Task Credentials_in_the_URL_are_in_no_error(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", "http://aladdin:open-sesame@127.0.0.1:1/?sig=x1", "--report", Path.GetTempPath());
        run.ExitCode.ShouldBe(ExitCode.NothingRun);
        run.StandardError.ShouldContain("'http://[redacted]@127.0.0.1:1/?[redacted]' cannot be reached");
    }

    [Test]
    public async Task The_users_fields_and_the_runs_marker_are_on_every_request_also_on_the_deletions(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var server = HostileServer.Start(
            "HTTP/1.1 201 Created\r\nTus-Resumable: 1.0.0\r\nTus-Version: 1.0.0\r\nTus-Extension: creation,termination\r\nLocation: "
                + "/files/a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await HoldfastCommand.RunAsync(cancellationToken, "check", server.Url, "--only", "tus/core/head/length", "--header",
            "X-Tenant: blue", "--report", report.FullName);

        var heads = server.Received.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(head => head.Contains(" HTTP/1.1\r\n", StringComparison.Ordinal)).ToList();
        heads.ShouldContain(head => head.Contains("DELETE /files/a", StringComparison.Ordinal));
        var document = ResultsDocument.Read(report.At(ReportDirectory.ResultsFile));
        heads.ShouldAllBe(head => head.Contains("X-Tenant: blue", StringComparison.Ordinal)
            && head.Contains($"Holdfast-Run: {document.Run.Marker}", StringComparison.Ordinal));
        document.Cases.Single().LeftBehind.ShouldHaveSingleItem()
            .ShouldEndWith("/files/a", Case.Sensitive, "its deletion was answered with 201");
    }

    [TestCase("'0' is not a value for '--chunk-multiple'. Expected a whole number, 1 or more.", "--chunk-multiple", "0")]
    [TestCase("'-1' is not a value for '--min-chunk'. Expected a whole number, 0 or more.", "--min-chunk", "-1")]
    [TestCase("'0' is not a value for '--rate'. Expected a number of requests a second above 0", "--rate", "0")]
    [TestCase("'files/a' is not the URL of an upload.", "--upload-url", "files/a")]
    [TestCase("'-5' is not a value for '--upload-length'.", "--upload-length", "-5")]
    public async Task A_wrong_value_ends_with_64(string said, string option, string value, CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", "http://127.0.0.1:1/", option, value);
        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(said);
    }
}
