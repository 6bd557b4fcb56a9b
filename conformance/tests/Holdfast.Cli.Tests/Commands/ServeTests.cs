using System.Net;

namespace Holdfast.Cli.Tests.Commands;

/// <summary><c>holdfast serve</c> and <c>holdfast proxy</c> as processes that scripts start, wait for and end.</summary>
public sealed class ServeTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Serve_prints_tusds_line_accepts_an_upload_and_exits_with_0(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var code = await UntilInterruptedAsync("You can now upload files to: ", UploadAsync, cancellationToken, "serve", "-host",
            "127.0.0.1", "-port", "0", "--upload-dir", directory.FullName, "--network-timeout", "5s");

        code.ShouldBe(0);
        Directory.GetFiles(directory.FullName, "*.info").Length.ShouldBe(1, "the upload is kept in tusd's layout");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Proxy_serves_Toxiproxys_API_and_exits_with_0(CancellationToken cancellationToken)
    {
        var code = await UntilInterruptedAsync(
            "Toxiproxy's API listens on ", VersionAsync, cancellationToken, "proxy", "-host", "127.0.0.1", "-port", "0");

        code.ShouldBe(0);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Proxy_starts_with_the_proxies_of_a_file_and_plays_a_scenario_on_them(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var config = directory.At("proxies.json");
        await File.WriteAllTextAsync(config, """[{"name":"up","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}]""", cancellationToken);
        using var command =
            RunningCommand.Start("proxy", "-host", "127.0.0.1", "-port", "0", "-config", config, "-proxy-metrics", "--scenario", "gprs");
        const string Ready = "Toxiproxy's API listens on ";
        using var client = new Chaos.ToxiproxyClient(new Uri((await command.LineAsync(Ready, cancellationToken))[Ready.Length..]));
        await command.LineAsync("'gprs' has ended", cancellationToken);

        (await client.GetAsync("up", cancellationToken)).Toxics.Count(toxic => toxic.Type == "bandwidth").ShouldBe(2);
        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
        command.Output.ShouldContain($"Proxies from '{config}': 1");
    }

    [TestCase("gprs", "The scenario 'gprs' has no proxies.")]
    [CancelAfter(60_000)]
    public async Task A_scenario_without_a_proxy_is_reported(string scenario, string said, CancellationToken cancellationToken)
    {
        var error = new System.Text.StringBuilder();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = HoldfastCommand.Of("proxy", "-host", "127.0.0.1", "-port", "0", "--scenario", scenario)
            .WithStandardErrorPipe(CliWrap.PipeTarget.ToDelegate(async line =>
            {
                error.AppendLine(line);
                await stop.CancelAsync();
            }))
            .ExecuteAsync(stop.Token);

        await Should.ThrowAsync<OperationCanceledException>(async () => await running);
        error.ToString().ShouldContain(said);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_invalid_scenario_is_a_usage_error(CancellationToken cancellationToken)
    {
        var run = await HoldfastCommand.RunAsync(cancellationToken, "proxy", "-port", "0", "--scenario", "no-such-file");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain("'no-such-file'");
    }

    [TestCase("serve", "-host", "127.0.0.1", "-upload-dir")]
    [TestCase("proxy", "-host", "127.0.0.1", "-seed")]
    [CancelAfter(60_000)]
    public async Task A_port_in_use_is_a_clear_error(
        string command, string host, string address, string option, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, command, host, address, "-port", port, option, command == "serve" ? directory.FullName : "1");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain(port);
        run.StandardError.ShouldContain("in use");
    }

    private static async Task UploadAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var post = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Length", "5" } },
        };
        using var created = await http.SendAsync(post, cancellationToken);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static async Task VersionAsync(Uri url, CancellationToken cancellationToken)
    {
        using var client = new Chaos.ToxiproxyClient(url);
        (await client.GetVersionAsync(cancellationToken)).ShouldNotBeEmpty();
    }

    private static async Task<int> UntilInterruptedAsync(
        string ready, Func<Uri, CancellationToken, Task> use, CancellationToken cancellationToken, params string[] arguments)
    {
        using var command = RunningCommand.Start(arguments);
        var line = await command.LineAsync(ready, cancellationToken);
        await use(new Uri(line[ready.Length..]), cancellationToken);
        return await command.InterruptAsync(cancellationToken);
    }
}
