using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;
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
        Words(source).ShouldContain(Words(Recipe("csharp").Replace("\"uploads\"", "directory.At(\"uploads\")", StringComparison.Ordinal)));
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

    private static string Recipe(string language) => Regex.Match(
        File.ReadAllText(Repository.PathTo("docs", "hooks.md")), $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    private static string Words(string code) => Blanks().Replace(code, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
