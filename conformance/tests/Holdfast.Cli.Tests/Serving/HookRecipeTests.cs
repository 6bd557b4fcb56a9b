using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;
using Holdfast.Servers;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>The recipes of docs/hooks.md work as they stand there.</summary>
[CancelAfter(60_000)]
public sealed partial class HookRecipeTests
{
    private const string WithName = "Upload-Length: 5\r\nUpload-Metadata: filename a2VscA==\r\n";

    [Test]
    public async Task The_recipe_over_http(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var uploads = new TemporaryDirectory();
        var script = Recipe("python").Replace(
            "HTTPServer(('localhost', 8000), Hooks).serve_forever()",
            "server = HTTPServer(('localhost', 0), Hooks)\nprint(server.server_port, flush=True)\nserver.serve_forever()",
            StringComparison.Ordinal);
        await File.WriteAllTextAsync(directory.At("hooks.py"), script, cancellationToken);
        var start = new ProcessStartInfo("python3", [directory.At("hooks.py")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        try
        {
            var port = int.Parse(
                (await python.StandardOutput.ReadLineAsync(cancellationToken)).ShouldNotBeNull(), CultureInfo.InvariantCulture);
            using var server = await StartAsync(uploads, cancellationToken, "-hooks-http", $"http://localhost:{port}");

            server.Process.Output.ShouldContain($"Using 'http://localhost:{port}/' as the endpoint for hooks");
            server.Process.Output.ShouldContain(
                "Enabled hook events: pre-create, post-create, post-receive, post-finish, post-terminate");
            await RejectsWhatHasNoNameAsync(server, cancellationToken);
        }
        finally
        {
            python.Kill();
        }
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task The_recipe_as_a_program(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var uploads = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.At("pre-create"), Recipe("sh"), cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory.At("pre-create"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using var server = await StartAsync(uploads, cancellationToken, "-hooks-dir", directory.FullName);

        server.Process.Output.ShouldContain($"Using '{directory.FullName}' for hooks");
        (await RejectsWhatHasNoNameAsync(server, cancellationToken))["X-Checked"].ShouldBe("yes");
    }

    [Test]
    public async Task The_recipe_over_grpc(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var uploads = new TemporaryDirectory();
        var packages = Repository.PathTo("reference-server", "peers", "grpc-hooks", "node_modules");
        Directory.Exists(packages).ShouldBeTrue($"'npm ci' in '{Path.GetDirectoryName(packages)}' installs what the recipe needs.");
        Directory.CreateSymbolicLink(directory.At("node_modules"), packages);
        File.Copy(Repository.PathTo("reference-server", "Holdfast.Server.Hooks.Grpc", "hook.proto"), directory.At("hook.proto"));
        await File.WriteAllTextAsync(
            directory.At("hooks.mjs"), Recipe("js").Replace("localhost:8000", "127.0.0.1:0", StringComparison.Ordinal), cancellationToken);
        using var node = TiedProcess.Start(new ProcessStartInfo("node", ["hooks.mjs"])
        {
            WorkingDirectory = directory.FullName, RedirectStandardOutput = true,
        });
        try
        {
            var port = (await node.StandardOutput.ReadLineAsync(cancellationToken)).ShouldNotBeNull();
            using var server = await StartAsync(uploads, cancellationToken, "-hooks-grpc", $"127.0.0.1:{port}");

            server.Process.Output.ShouldContain($"Using '127.0.0.1:{port}' as the endpoint for gRPC hooks");
            await RejectsWhatHasNoNameAsync(server, cancellationToken);
        }
        finally
        {
            node.Kill();
        }
    }

    [Test]
    public async Task The_recipe_as_a_plugin(CancellationToken cancellationToken)
    {
        using var uploads = new TemporaryDirectory();
        var sample = Repository.PathTo("reference-server", "samples", "FileNamePlugin");
        (await File.ReadAllTextAsync(Path.Combine(sample, "FileNameHooks.cs"), cancellationToken)).ReplaceLineEndings("\n")
            .ShouldBe(Recipe("csharp"));
        var plugin = Path.Combine(AppContext.BaseDirectory, "plugins", "FileNamePlugin.dll");

        using var server = await StartAsync(uploads, cancellationToken, "-hooks-plugin", plugin);

        server.Process.Output.ShouldContain($"Using '{plugin}' to load plugin for hooks");
        await RejectsWhatHasNoNameAsync(server, cancellationToken);
        (await server.Process.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [Test]
    public async Task All_kinds_of_hooks_together_are_called_in_the_documented_order(CancellationToken cancellationToken)
    {
        using var uploads = new TemporaryDirectory();
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.At("pre-create"), Recipe("sh"), cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory.At("pre-create"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using var server = await StartAsync(
            uploads, cancellationToken, "-hooks-plugin", Path.Combine(AppContext.BaseDirectory, "plugins", "FileNamePlugin.dll"),
            "-hooks-dir", directory.FullName, "-hooks-grpc", "127.0.0.1:9", "-hooks-http", "http://127.0.0.1:9",
            "-hooks-http-retry", "1", "-hooks-grpc-retry", "1", "-hooks-enabled-events", "pre-create");

        // The program is the first, so that its rejection is the answer although nothing listens for those after it.
        (await server.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(400);
        (await server.AskAsync(Request("POST", "/files/", WithName), cancellationToken)).Status.ShouldBe(500);
        server.Process.Output.Where(line => line.Contains("hooks", StringComparison.Ordinal)).Select(line => line.Split("' ")[^1])
            .ShouldBe(["for hooks", "as the endpoint for hooks", "as the endpoint for gRPC hooks", "to load plugin for hooks"]);
    }

    [Test]
    public async Task A_plugin_that_can_not_be_loaded_ends_the_command_with_a_reason(CancellationToken cancellationToken)
    {
        using var uploads = new TemporaryDirectory();
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory.At("a.dll"), [1, 2, 3], cancellationToken);

        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", uploads.FullName,
            "-hooks-plugin", directory.At("a.dll"));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain($"The plugin '{directory.At("a.dll")}' failed. It can't be loaded: ");
    }

    [Test]
    public async Task The_recipe_in_an_application(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var options = new UploadOptions { Store = new FileUploadStore(directory.At("uploads")) }.WithHooks(new HookOptions
        {
            Providers =
            [
                new DelegateHooks((hook, _) => new(new HookResponse
                {
                    RejectUpload = hook.Type == HookType.PreCreate && !hook.Event.Upload.MetaData.ContainsKey("filename"),
                })),
            ],
        });

        await using var server = await UploadServer.StartAsync(
            new UploadServerOptions { Host = "127.0.0.1", Port = 0, Uploads = options }, cancellationToken);

        var source = await File.ReadAllTextAsync(
            Repository.PathTo("conformance", "tests", "Holdfast.Cli.Tests", "Serving", "HookRecipeTests.cs"), cancellationToken);
        Words(source).ShouldContain(
            Words(Recipe("csharp", 1).Replace("\"uploads\"", "directory.At(\"uploads\")", StringComparison.Ordinal)));
        using var http = new HttpClient();
        using var nameless = new HttpRequestMessage(HttpMethod.Post, server.Url)
        {
            Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Length", "5" } },
        };
        using var answer = await http.SendAsync(nameless, cancellationToken);
        (await answer.Content.ReadAsStringAsync(cancellationToken)).ShouldStartWith("ERR_UPLOAD_REJECTED");
    }

    private static async Task<RawAnswer> RejectsWhatHasNoNameAsync(ServingCommand server, CancellationToken cancellationToken)
    {
        var refused = await server.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);
        (refused.Status, refused.Body).ShouldBe((400, "no filename provided"));
        var created = await server.AskAsync(Request("POST", "/files/", WithName), cancellationToken);
        created.Status.ShouldBe(201);
        return created;
    }

    private static string Recipe(string language, int index = 0)
    {
        var page = File.ReadAllText(Repository.PathTo("docs", "hooks.md"));
        return Regex.Matches(page, $"```{language}\n(.*?)```", RegexOptions.Singleline)[index].Groups[1].Value;
    }

    private static string Words(string code) => Blanks().Replace(code, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
