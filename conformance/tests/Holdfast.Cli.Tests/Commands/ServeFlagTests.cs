using System.Net;

namespace Holdfast.Cli.Tests.Commands;

/// <summary>The flags of <c>holdfast serve</c>: tusd's, and where else they may come from.</summary>
public sealed class ServeFlagTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Additions_to_tusd_are_flags_too(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var command = RunningCommand.Start(
            "serve", "-host=127.0.0.1", "-port=0", "-upload-dir", directory.FullName, "-expire-unfinished-after", "1h30m",
            "-disable-checksum",
            "-max-concurrent-uploads=100", "-min-body-rate", "10", "-remove-parts");
        var url = new Uri((await command.LineAsync("You can now upload files to: ", cancellationToken)).Split(' ')[^1]);

        using var http = new HttpClient();
        using var post = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Length", "5" } },
        };
        using var created = await http.SendAsync(post, cancellationToken);
        var expires =
            DateTimeOffset.Parse(created.Headers.GetValues("Upload-Expires").Single(), System.Globalization.CultureInfo.InvariantCulture);
        (expires - created.Headers.Date!.Value).ShouldBe(TimeSpan.FromMinutes(90), tolerance: TimeSpan.FromSeconds(5));
        using var options = await http.SendAsync(new HttpRequestMessage(HttpMethod.Options, url), cancellationToken);
        options.Headers.GetValues("Tus-Extension").Single().ShouldContain("expiration");
        options.Headers.GetValues("Tus-Extension").Single().ShouldNotContain("checksum");
        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    // Port 9 refuses connections. That is no reason not to start.
    [Test]
    [CancelAfter(60_000)]
    public async Task The_line_about_the_storage_names_the_bucket_as_tusd_does(CancellationToken cancellationToken)
    {
        using var command = RunningCommand.Start(
            new Dictionary<string, string?> { ["AWS_ACCESS_KEY_ID"] = "a", ["AWS_SECRET_ACCESS_KEY"] = "b" },
            "serve", "-host", "127.0.0.1", "-port", "0", "-s3-bucket", "uploads", "-locker", "memory",
            "-s3-endpoint", "http://127.0.0.1:9/");

        await command.LineAsync("You can now upload files to: ", cancellationToken);

        command.Output.ShouldContain("Using 'http://127.0.0.1:9/uploads' as S3 endpoint and bucket for storage.");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_command_line_of_tusd_works_unchanged_and_prints_what_tusd_prints(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var command = RunningCommand.Start(
            "serve", "-host=127.0.0.1", "--port", "1", "-port=0", "-upload-dir", directory.FullName, "-base-path", "/uploads/",
            "-max-size=1048576",
            "-behind-proxy", "-disable-download=false", "-cors-allow-origin=^https://a\\.test$", "-expose-metrics=false", "-verbose=false",
            "-network-timeout", "5s", "-hooks-http=", "-file-perms", "600");

        var line = await command.LineAsync("You can now upload files to: ", cancellationToken);
        line.ShouldMatch("^You can now upload files to: http://127\\.0\\.0\\.1:[0-9]+/uploads/$");
        command.Output.ShouldContain("Using 1.00MB as maximum size.");
        command.Output.ShouldContain($"Using '{directory.FullName}' as directory storage.");
        command.Output.ShouldContain("Using /uploads/ as the base path.");
        command.Output.ShouldContain(
            text => text.StartsWith("Supported tus extensions: creation,creation-with-upload", StringComparison.Ordinal));

        using var http = new HttpClient();
        var url = new Uri(line.Split(' ')[^1]);
        (await http.GetStringAsync(new Uri(url, "/"), cancellationToken)).ShouldContain("tus");
        using var post = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Length", "5" } },
        };
        (await http.SendAsync(post, cancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Created);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Directory.GetFiles(directory.FullName, "*.info").Single())
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Flags_take_precedence_over_variables_and_variables_over_the_file(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.At("c.json"),
            """{ "port": 0, "host": "127.0.0.1", "base-path": "/file/", "max-size": 1048576, "verbose": false }""", cancellationToken);
        using var command = RunningCommand.Start(
            new Dictionary<string, string?> { ["HOLDFAST_BASE_PATH"] = "/variable/", ["HOLDFAST_MAX_SIZE"] =
                "2097152", ["HOLDFAST_CONFIG"] = directory.At("c.json") },
            "serve", "-upload-dir", directory.At("uploads"), "-base-path", "/flag/");

        var line = await command.LineAsync("You can now upload files to: ", cancellationToken);

        line.ShouldEndWith("/flag/");
        line.ShouldContain("127.0.0.1");
        command.Output.ShouldContain("Using 2.00MB as maximum size.");
        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [TestCase("'-nope=1'", "-nope=1")]
    [TestCase("'99999' is not a valid number. '-port' takes a whole number from 0 to 65535.", "-port=99999")]
    [TestCase("'-5' is not a valid number", "-max-size=-5")]
    [TestCase("'maybe' is not a switch", "-behind-proxy=maybe")]
    [TestCase("'99' is not a set of permissions", "-file-perms=99")]
    [TestCase("'xml' is not a format of logs", "-log-format=xml")]
    [TestCase("'[' is not a regular expression", "-cors-allow-origin=[")]
    [TestCase("'0' is not a positive duration", "-network-timeout=0")]
    [TestCase("TLS needs both", "-tls-certificate=x.pem")]
    [TestCase("'a.test' is no address of a gRPC server. Expected 'HOST:PORT'", "-hooks-grpc=a.test")]
    [TestCase("'0' is not a positive duration. '-hooks-grpc-timeout' takes", "-hooks-grpc-timeout=0")]
    [TestCase("'tusd-plugin' is no assembly of .NET.", "-hooks-plugin=tusd-plugin")]
    [TestCase("'0' is not a positive duration. '-hooks-plugin-timeout' takes", "-hooks-plugin-timeout=0")]
    [TestCase("'a b' is not the name of a header field. '-hooks-grpc-forward-headers' takes", "-hooks-grpc-forward-headers=a b")]
    [TestCase("'localhost:8000' is not a valid URL. '-hooks-http' takes", "-hooks-http=localhost:8000")]
    [TestCase("'pre-crate' is not an event. '-hooks-enabled-events' takes a list of 'pre-create'", "-hooks-enabled-events=pre-crate")]
    [TestCase("'nowhere' is not a directory. '-hooks-dir' takes", "-hooks-dir=nowhere")]
    [TestCase("'0' is not a positive duration. '-hooks-http-timeout' takes", "-hooks-http-timeout=0")]
    [TestCase("'-gcs-bucket' is 'b'", "-gcs-bucket=b")]
    [TestCase("'maybe' is not a switch", "-enable-experimental-protocol=maybe")]
    [TestCase("from 0 to 999999999999999", "-ietf-min-size=1000000000000000")]
    [TestCase("The configuration 'nowhere.json' cannot be read", "--config=nowhere.json")]
    [CancelAfter(60_000)]
    public async Task An_invalid_flag_is_reported_in_one_sentence(string said, string flag, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(cancellationToken, "serve", "-host", "127.0.0.1", "-upload-dir", directory.FullName, flag);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(said);
    }

    [TestCase("""{ "prot": 1 }""", "'prot'")]
    [TestCase("""{ "port": [] }""", "'[]'")]
    [TestCase("""{ "port": 1, "port": 2 }""", "unique members")]
    [TestCase("[]", "not a JSON object")]
    [TestCase("{", "not a JSON object")]
    [CancelAfter(60_000)]
    public async Task A_wrong_file_is_reported_in_one_sentence(string json, string said, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.At("c.json"), json, cancellationToken);

        var run = await HoldfastCommand.RunAsync(cancellationToken, "serve", "--config", directory.At("c.json"));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(said);
    }

    [TestCase("text", " level=INFO event=RequestIncoming method=OPTIONS path=/files/ requestId=7f0c")]
    [TestCase("text", " level=INFO event=ResponseOutgoing method=OPTIONS path=/files/ requestId=7f0c status=200")]
    [TestCase("json", "\"level\":\"INFO\",\"msg\":\"RequestIncoming\",\"method\":\"OPTIONS\",\"path\":\"/files/\",\"requestId\":\"7f0c\"}")]
    [CancelAfter(60_000)]
    public async Task The_log_has_tusds_format(string format, string expected, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var command =
            RunningCommand.Start("serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", directory.FullName, "-log-format", format);
        var line = await command.LineAsync("You can now upload files to: ", cancellationToken);
        using var http = new HttpClient();
        using var options = new HttpRequestMessage(HttpMethod.Options, line.Split(' ')[^1]) { Headers = { { "X-Request-ID", "7f0c" } } };
        await http.SendAsync(options, cancellationToken);

        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);

        command.Output.ShouldContain(text => text.EndsWith(expected, StringComparison.Ordinal));
    }
}
