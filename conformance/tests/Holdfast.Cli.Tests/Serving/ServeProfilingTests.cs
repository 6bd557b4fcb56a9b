using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>Profiling of <c>holdfast serve</c>: off by default, at tusd's path, with the credentials of tusd's variable.</summary>
[CancelAfter(60_000)]
public sealed class ServeProfilingTests
{
    private const string Credentials = "TUSD_PPROF_AUTH";

    [TestCase("-show-greeting=true")]
    [TestCase("-show-greeting=false")]
    public async Task Without_the_flag_its_path_is_like_any_unknown_one(string flag, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, flag);
        using var http = new HttpClient { BaseAddress = server.Url };

        using var profiling = await http.GetAsync(new Uri("/debug/pprof/heap", UriKind.Relative), cancellationToken);
        using var unknown = await http.GetAsync(new Uri("/any/thing", UriKind.Relative), cancellationToken);

        profiling.StatusCode.ShouldBe(unknown.StatusCode);
        (await profiling.Content.ReadAsStringAsync(cancellationToken)).ShouldBe(await unknown.Content.ReadAsStringAsync(cancellationToken));
        server.Process.Output.ShouldNotContain(line => line.Contains("profiling", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_server_that_receives_uploads_tells_where_their_time_goes_and_leaves_no_file(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var temporary = new TemporaryDirectory();
        using var server = await StartAsync(
            directory, new Dictionary<string, string?> { ["TMPDIR"] = temporary.FullName, [Credentials] = null }, cancellationToken,
            "-expose-pprof");
        using var http = new HttpClient { BaseAddress = server.Url };

        var taking = http.GetStringAsync(new Uri("/debug/pprof/profile?seconds=2", UriKind.Relative), cancellationToken);
        while (!taking.IsCompleted)
        {
            var path = await server.CreateAsync(1_000_000, cancellationToken);
            await server.AskAsync(Patch(path, 0, 1_000_000) + new string('x', 1_000_000), cancellationToken);
        }

        var frames = JsonDocument.Parse(await taking).RootElement.GetProperty("shared").GetProperty("frames").EnumerateArray().ToList();
        frames.ShouldContain(frame =>
            frame.GetProperty("name").GetString()!.StartsWith("Holdfast.Server.Core.", StringComparison.Ordinal)
            && frame.GetProperty("file").GetString() == "Holdfast.Server");
        Directory.GetDirectories(temporary.FullName, "holdfast-profile-*").ShouldBeEmpty();
        server.Process.Output.ShouldContain(
            "Using /debug/pprof/ as the path of profiling, open to everybody: TUSD_PPROF_AUTH isn't set.");
    }

    [Test]
    public async Task The_variable_of_tusd_protects_the_path_that_the_flag_chooses(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(
            directory, new Dictionary<string, string?> { [Credentials] = "kelp:secret" }, cancellationToken,
            "-expose-pprof", "-pprof-path", "/inside/");
        using var http = new HttpClient { BaseAddress = server.Url };

        (await http.GetAsync(new Uri("/inside/", UriKind.Relative), cancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("kelp:secret")));
        (await http.GetStringAsync("/inside/", cancellationToken)).ShouldContain("href=\"heap\"");
        (await http.GetStringAsync("/inside/counters", cancellationToken)).ShouldContain("dotnet.gc.collections");
        (await http.GetStringAsync("/", cancellationToken)).ShouldContain("Holdfast serves");
        server.Process.Output.ShouldContain("Using /inside/ as the path of profiling, with a password.");
        server.Process.Output.ShouldNotContain(line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_runtime_without_diagnostics_says_so(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(
            directory, new Dictionary<string, string?> { ["DOTNET_EnableDiagnostics"] = "0", [Credentials] = null }, cancellationToken,
            "-expose-pprof");
        using var http = new HttpClient { BaseAddress = server.Url };

        foreach (var profile in new[] { "profile?seconds=1", "heap", "threads" })
        {
            using var answer = await http.GetAsync(new Uri($"/debug/pprof/{profile}", UriKind.Relative), cancellationToken);

            answer.StatusCode.ShouldBe(HttpStatusCode.NotImplemented);
            (await answer.Content.ReadAsStringAsync(cancellationToken)).ShouldContain("DOTNET_EnableDiagnostics");
        }
    }

    [TestCase("secret", "/debug/pprof/", "The environment variable 'TUSD_PPROF_AUTH' is invalid", Description = "no colon")]
    [TestCase("a:secret", "/files", "'/files' is a URL of uploads. '-pprof-path' takes a path of its own")]
    [TestCase("a:secret", "Files/pprof/", "'Files/pprof/' is a URL of uploads.")]
    public async Task Invalid_settings_are_reported_in_one_sentence_without_the_password(
        string credentials, string path, string said, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var command = HoldfastCommand.Of(
            "serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", directory.FullName, "-expose-pprof", "-pprof-path", path);

        var run = await CliWrap.Buffered.BufferedCommandExtensions.ExecuteBufferedAsync(
            command.WithEnvironmentVariables(variables => variables.Set(Credentials, credentials)), cancellationToken);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(said);
        (run.StandardError + run.StandardOutput).ShouldNotContain("secret");
    }
}
