using System.Text.RegularExpressions;

namespace Holdfast.Cli.Tests.Doors;

/// <summary>
/// The output for a server that deviates in its first response: one cause, in at most ten lines, with the option that helps.
/// </summary>
[CancelAfter(180_000)]
public sealed class DoorTests
{
    private const int MostLines = 10;

    // The door, and what stands behind it, in a few seconds.
    private static readonly string[] Some =
    [
        "--protocol", "tus", "--only", "tus/creation/post/creates", "--only", "tus/core/patch/appends", "--only",
        "tus/core/head/offset-at-every-stage", "--only", "tus/core/head/no-store",
        "--only", "tus/core/options/versions", "--only", "tus/termination/unfinished",
    ];

    [TestCase("token", "answered the first creation of an upload (POST) with '401 Unauthorized' and the body '{\"error\":\"a token is "
        + "needed\"}'. Give credentials with --header 'Authorization: Bearer …'. Nothing was checked.")]
    [TestCase("token-but-options", "answered the first creation of an upload (POST) with '403 Forbidden' and the body '{\"error\":\"a "
        + "token is needed\"}'. Give credentials with --header 'Authorization: Bearer …', or required metadata with --metadata "
            + "'key=value'. Nothing was checked.")]
    [TestCase("login-page", "answered the first creation of an upload (POST) with '302 Found' and the body '<html>log in</html>'. It "
        + "points to '{0}login': give that URL if uploads are created there, or credentials with --header if it is a login page. Nothing "
            + "was checked.")]
    [TestCase("metadata", "answered the first creation of an upload (POST) with '400 Bad Request' and the body '{\"error\":\"bucket is "
        + "missing\"}'. If it requires metadata for each upload, give it with --metadata 'key=value'. Nothing was checked.")]
    public async Task A_refusal_is_one_sentence_and_exit_code_3(string mode, string told, CancellationToken cancellationToken)
    {
        var (code, output, error) = await CheckAsync(mode, cancellationToken);
        code.ShouldBe(ExitCode.NothingRun, output + error);
        output.ShouldBeEmpty();
        error.ShouldMatch("^'http://127.0.0.1:[0-9]+/files/' "
            + Regex.Escape(told).Replace("\\{0}", "http://127\\.0\\.0\\.1:[0-9]+/", StringComparison.Ordinal) + "\n$");
    }

    [TestCase("token", "--header", "Authorization: Bearer kelp")]
    [TestCase("metadata", "--metadata", "bucket=here")]
    [TestCase("rate", "--parallel", "8")]
    public async Task The_suggested_option_solves_the_problem(string mode, string option, string value, CancellationToken cancellationToken)
    {
        var (code, output, error) = await CheckAsync(mode, cancellationToken, option, value);
        code.ShouldBe(ExitCode.Ok, output + error);
    }

    [TestCase("created-200", "Creations are answered with '200 OK' instead of 201; the cases continue with the upload that Location names.",
        "tus/creation/post/creates", 1)]
    [TestCase("patched-200", "PATCH is answered with '200 OK' instead of 204; the cases treat it as the success that it seems to be.",
        "tus/core/patch/appends", 1)]
    [TestCase("silent-options", "OPTIONS is answered with '204 No Content' and no tus field, although an upload works; name the "
        + "extensions that the server supports with --extensions.", "tus/core/options/versions", 1)]
    [TestCase("no-location", "Creations are answered with '201 Created' and no usable Location, so no client can find the upload that it "
        + "created, and no case can continue.", "tus/creation/post/creates", 1)]
    public async Task One_deviation_is_reported_once_and_judged_by_one_case(
        string mode, string ground, string judge, int code, CancellationToken cancellationToken)
    {
        var (exit, output, error) = await CheckAsync(mode, cancellationToken);
        exit.ShouldBe(code, output + error);
        var lines = output.TrimEnd().Split('\n');
        lines.Length.ShouldBeLessThanOrEqualTo(MostLines, output);
        lines.Count(line => line.Contains(ground, StringComparison.Ordinal)).ShouldBe(1, output);
        output.ShouldContain(judge);
        output.ShouldContain("Exit code 1: a check failed.");
    }

    [Test]
    public async Task A_server_that_dies_repeatedly_is_reported_first_with_its_last_output(CancellationToken cancellationToken)
    {
        var (code, output, error) = await CheckAsync("dies", cancellationToken, "--only", "tus/core/**");
        code.ShouldBe(ExitCode.Failed, output + error);
        var lines = output.Split('\n');
        lines[1].ShouldMatch(@"^ended +The server died [0-9]+\.[0-9] s into the run \(Connection refused\); in flight: tus/");
        lines[2].ShouldMatch("^ended +The server's process exited unexpectedly with exit code 7. Its last lines:$");
        lines[3].ShouldMatch("^ended +panic: out of everything$");
        output.ShouldNotContain("0 fail");
    }

    [Test]
    public async Task A_server_that_hangs_ends_the_run_within_the_budget_or_before_it(CancellationToken cancellationToken)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var (_, output, _) = await CheckAsync("hangs", cancellationToken, "--budget", "10s", "--only", "tus/core/**");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), "It ran for minutes.");
        output.ShouldMatch("[0-9]+ cases had no verdict when the run ended: tus/|stopped answering", output);
    }

    private static async Task<(int Code, string Output, string Error)> CheckAsync(
        string mode, CancellationToken cancellationToken, params string[] more)
    {
        using var report = new TemporaryDirectory();
        var server =
            $"node '{Repository.PathTo("conformance", "tests", "Holdfast.Cli.Tests", "Doors", "door-server.mjs")}' {{port}} {mode}";
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, ["check", "--start", server, "--report", report.FullName, "--seed", "1", .. Some, .. more]);
        return (run.ExitCode, run.StandardOutput, run.StandardError);
    }
}
