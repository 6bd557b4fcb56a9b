using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>Flags that show on the wire, from the command line, the environment and the file.</summary>
public sealed class ServeOptionTests
{
    private const string Origin = "Origin: https://app.test\r\n";

    [Test]
    [CancelAfter(60_000)]
    public async Task The_flags_for_CORS_show_on_the_wire(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(
            directory, cancellationToken, "-cors-allow-origin", "^https://app\\.test$", "-cors-allow-credentials", "-cors-allow-methods",
            "PUT, LOCK",
            "-cors-allow-headers=X-Mine", "-cors-expose-headers=X-Yours", "-cors-max-age=5");

        var preflight = await server.AskAsync(Request("OPTIONS", "/files/", Origin), cancellationToken);
        var refusal = await server.AskAsync(Request("HEAD", "/files/nope", Origin), cancellationToken);
        var stranger =
            await server.AskAsync(Request("POST", "/files/", "Origin: https://app.test.evil\r\nUpload-Length: 5\r\n"), cancellationToken);

        preflight["Access-Control-Allow-Origin"].ShouldBe("https://app.test");
        preflight["Access-Control-Allow-Credentials"].ShouldBe("true");
        preflight["Access-Control-Allow-Methods"].ShouldBe("POST, HEAD, PATCH, OPTIONS, GET, DELETE, PUT, LOCK");
        preflight["Access-Control-Allow-Headers"].ShouldNotBeNull().ShouldEndWith(", X-Mine");
        preflight["Access-Control-Max-Age"].ShouldBe("5");
        refusal["Access-Control-Expose-Headers"].ShouldNotBeNull().ShouldEndWith(", X-Yours");
        (stranger.Status, stranger["Access-Control-Allow-Origin"]).ShouldBe((403, null));
        Directory.GetFiles(directory.FullName).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task By_default_every_origin_may_upload_without_credentials_and_with_the_flag_nothing_is_said(
        CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var open = await StartAsync(directory, cancellationToken);
        using var silent = await StartAsync(directory, cancellationToken, "-disable-cors");

        var preflight = await open.AskAsync(Request("OPTIONS", "/files/", Origin), cancellationToken);
        var without = await silent.AskAsync(Request("OPTIONS", "/files/", Origin), cancellationToken);

        (preflight["Access-Control-Allow-Origin"], preflight["Access-Control-Allow-Credentials"], preflight["Access-Control-Max-Age"])
            .ShouldBe(("https://app.test", null, "86400"));
        without.Head.ShouldNotContain("Access-Control");
    }

    [TestCase("-disable-download", "GET", "HEAD, PATCH, DELETE, OPTIONS", "")]
    [TestCase("-disable-termination", "DELETE", "HEAD, PATCH, GET, OPTIONS", "termination")]
    [CancelAfter(60_000)]
    public async Task A_method_that_is_switched_off_is_not_allowed_and_not_announced(
        string flag, string method, string allowed, string extension, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, flag);
        var path = await server.CreateAsync(5, cancellationToken);

        var refused = await server.AskAsync(Request(method, path), cancellationToken);
        var options = await server.AskAsync(Request("OPTIONS", "/files/"), cancellationToken);

        (refused.Status, refused["Allow"]).ShouldBe((405, allowed));
        options["Tus-Extension"].ShouldNotBeNull().Split(',').Contains("termination").ShouldBe(extension.Length == 0);
        (await server.AskAsync(Request("HEAD", path), cancellationToken)).Status.ShouldBe(200);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Concatenation_that_is_switched_off_is_refused_and_not_announced(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, "-disable-concatenation");

        var refused =
            await server.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\nUpload-Concat: partial\r\n"), cancellationToken);
        var options = await server.AskAsync(Request("OPTIONS", "/files/"), cancellationToken);

        refused.Status.ShouldBe(400);
        refused.Body.ShouldStartWith("ERR_CONCATENATION_UNSUPPORTED: ");
        options["Tus-Extension"].ShouldNotBeNull().ShouldNotContain("concatenation");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_silent_body_is_cut_after_the_network_timeout_and_a_large_one_refused(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, "-network-timeout", "500ms", "-max-size=100");
        var path = await server.CreateAsync(100, cancellationToken);
        using var stalled = await server.StallAsync(path, "hello", cancellationToken);

        var cut = await stalled.ReadAsync(cancellationToken);
        var large = await server.AskAsync(Request("POST", "/files/", "Upload-Length: 101\r\n"), cancellationToken);

        cut.Status.ShouldBe(500);
        cut.Body.ShouldStartWith("ERR_READ_TIMEOUT: ");
        (await server.AskAsync(Request("HEAD", path), cancellationToken)).Offset.ShouldBe(5);
        (large.Status, large.Body[..21]).ShouldBe((413, "ERR_MAX_SIZE_EXCEEDED"));
        (await server.AskAsync(Request("OPTIONS", "/files/"), cancellationToken))["Tus-Max-Size"].ShouldBe("100");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_greeting_is_shown_on_other_paths_unless_switched_off(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var friendly = await StartAsync(directory, cancellationToken);
        using var silent = await StartAsync(directory, cancellationToken, "-show-greeting=false");

        (await friendly.AskAsync(Request("HEAD", "/"), cancellationToken)).Status.ShouldBe(200);
        (await silent.AskAsync(Request("HEAD", "/"), cancellationToken)).Status.ShouldBe(404);
        (await friendly.AskAsync(Request("OPTIONS", "*", "Upload-Draft-Interop-Version: 9\r\n"), cancellationToken))["Upload-Limit"]
            .ShouldNotBeNull("OPTIONS * asks about uploads");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Variables_and_members_of_the_file_are_what_their_flags_are(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            directory.At("c.json"),
            """{ "host": "127.0.0.1", "port": 0, "disable-termination": true, "cors-max-age": 7, "max-size": 9, "network-timeout": "3s", "verbose": false }""", cancellationToken);
        using var command = RunningCommand.Start(
            new Dictionary<string, string?>
            {
                ["HOLDFAST_UPLOAD_DIR"] = directory.At("d"), ["HOLDFAST_DISABLE_DOWNLOAD"] = "1", ["HOLDFAST_BEHIND_PROXY"] = "true",
                ["HOLDFAST_CORS_MAX_AGE"] = "8",
            },
            "serve", "--config", directory.At("c.json"));
        using var connection = await RawConnection.OpenAsync(
            new Uri((await command.LineAsync("You can now upload files to: ", cancellationToken)).Split(' ')[^1]), cancellationToken);

        await connection.SendAsync(Request("OPTIONS", "/files/", Origin), cancellationToken);
        var options = await connection.ReadAsync(cancellationToken);
        await connection.SendAsync(Request("POST", "/files/", "Upload-Length: 5\r\nX-Forwarded-Host: up.test\r\n"), cancellationToken);
        var created = await connection.ReadAsync(cancellationToken);
        await connection.SendAsync(Request("PUT", created.Path), cancellationToken);
        var refused = await connection.ReadAsync(cancellationToken);

        (options["Tus-Max-Size"], options["Access-Control-Max-Age"]).ShouldBe(("9", "8"), "the variable wins over the file");
        created["Location"].ShouldNotBeNull().ShouldStartWith("http://up.test/files/");
        refused["Allow"].ShouldBe("HEAD, PATCH, OPTIONS");
        Directory.GetFiles(directory.At("d"), "*.info").Length.ShouldBe(1);
    }
}
