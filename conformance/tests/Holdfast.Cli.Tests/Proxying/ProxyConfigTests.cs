using System.Net;
using System.Net.Sockets;
using Holdfast.Chaos;

namespace Holdfast.Cli.Tests.Proxying;

/// <summary>The configuration file of <c>holdfast proxy</c>, and the access to its API.</summary>
public sealed class ProxyConfigTests
{
    private const string Ready = "Toxiproxy's API listens on ";

    [TestCase("[\n  {\"name\": \"up\", \"upstream\": \"127.0.0.1:1\"},\n  {\"name\": \"down\"}\n]", "Line 3, column 3: ",
        "missing required field: upstream at proxy 2")]
    [TestCase("[\n  {\"name\": \"up\" \"upstream\"}]", "Line 2, column 17: ", "is invalid after a value")]
    [TestCase("[{\"name\": \"up\", \"upstream\": \"https://a.test/x\"}]", "Line 1, column 2: ", "is a URL of TLS")]
    [TestCase("[{\"name\": \"up\", \"upstream\": \"a.test:1\", \"listen\": \"192.0.2.1:1\"}]", "Line 1, column 2: ",
        "cannot assign requested address")]
    [TestCase(null, "proxies.json' could not be loaded: ", "Could not find file")]
    [CancelAfter(60_000)]
    public async Task An_invalid_file_ends_the_command_with_line_and_column(
        string? content, string place, string words, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.At("proxies.json");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, cancellationToken);
        }

        var run = await HoldfastCommand.RunAsync(cancellationToken, "proxy", "-port", "0", "-config", file);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain($"The configuration '{file}' could not be loaded: ");
        run.StandardError.ShouldContain(place);
        run.StandardError.ShouldContain(words);
        run.StandardError.ShouldContain("--lenient-config");
        run.StandardOutput.ShouldNotContain(Ready);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_invalid_file_is_ignored_with_lenient_config(CancellationToken cancellationToken)
    {
        using var command =
            RunningCommand.Start("proxy", "-host", "127.0.0.1", "-port", "0", "-config", "/no/such/file", "-lenient-config");
        using var client = await ClientAsync(command, null, cancellationToken);

        (await client.ListAsync(cancellationToken)).ShouldBeEmpty();
        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_listing_of_one_process_configures_the_next(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.At("proxies.json");
        await File.WriteAllTextAsync(
            file, """[{"name":"up","listen":"127.0.0.1:0","upstream":"localhost:http","toxics":[{"type":"limit_time","attributes":{"time":5}}]}]""", cancellationToken);
        var listings = new List<string>();
        for (var process = 0; process < 2; process++)
        {
            using var command = RunningCommand.Start("proxy", "-host", "127.0.0.1", "-port", "0", "-config", file);
            var url = (await command.LineAsync(Ready, cancellationToken))[Ready.Length..];
            using var http = new HttpClient();
            listings.Add(await http.GetStringAsync(new Uri($"{url.TrimEnd('/')}/proxies"), cancellationToken));
            await File.WriteAllTextAsync(file, listings[^1], cancellationToken);
            (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
        }

        listings[0].ShouldContain("limit_time");
        listings[1].ShouldBe(listings[0]);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_token_of_the_environment_is_required(CancellationToken cancellationToken)
    {
        using var command = RunningCommand.Start(
            new Dictionary<string, string?> { ["TOXIPROXY_AUTH_TOKEN"] = "secret" }, "proxy", "-host", "127.0.0.1", "-port", "0");
        using var client = await ClientAsync(command, "secret", cancellationToken);
        (await client.ListAsync(cancellationToken)).ShouldBeEmpty();
        var url = new Uri(command.Output[^1][Ready.Length..]);
        using var stranger = new ToxiproxyClient(url);

        (await Should.ThrowAsync<ToxiproxyException>(() => stranger.ListAsync(cancellationToken))).Status.ShouldBe(
            HttpStatusCode.Unauthorized);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_Host_that_was_allowed_is_accepted_and_another_is_refused(CancellationToken cancellationToken)
    {
        using var command =
            RunningCommand.Start("proxy", "-host", "127.0.0.1", "-port", "0", "-allowed-host", "ci.example", "-max-connections", "2");
        using var client = await ClientAsync(command, null, cancellationToken);
        using var http = new HttpClient();
        foreach (var (host, status) in new[] { ("ci.example", HttpStatusCode.OK), ("evil.example", HttpStatusCode.Forbidden) })
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri($"{command.Output[^1][Ready.Length..].TrimEnd('/')}/version")) { Headers = { Host = host } };
            using var answer = await http.SendAsync(request, cancellationToken);
            answer.StatusCode.ShouldBe(status);
        }

        (await client.GetVersionAsync(cancellationToken)).ShouldStartWith("2.13.0");
    }

    [Test]
    [CancelAfter(120_000)]
    [Platform("Linux,MacOsX", Reason = "Windows has no such limit.")]
    public async Task The_proxy_survives_a_flood_and_a_loop_with_256_descriptors(CancellationToken cancellationToken)
    {
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        upstream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        upstream.Listen(1000);
        using var command = RunningCommand.StartLimited(256, "proxy", "-host", "127.0.0.1", "-port", "0");
        using var api = await ClientAsync(command, null, cancellationToken);
        var proxy = await api.CreateAsync(new ProxySpec("up", upstream.LocalEndPoint!.ToString()!), cancellationToken);
        for (var round = 0; round < 2; round++)
        {
            var clients = new List<Socket>();
            for (var count = 0; count < 500; count++)
            {
                var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                clients.Add(client);
                await ConnectAsync(client, proxy.Listen, cancellationToken);
            }

            var log = await api.LogAsync("up", cancellationToken);
            log.Count(entry => entry.Kind == "limit_reached").ShouldBe(round + 1);
            clients.ForEach(client => client.Dispose());
            await ServedAsync(upstream, proxy.Listen, cancellationToken);
            await IdleAsync(api, cancellationToken);
        }

        var one = await api.CreateAsync(new ProxySpec("one", "127.0.0.1:1"), cancellationToken);
        var two = await api.CreateAsync(new ProxySpec("two", one.Listen), cancellationToken);
        await api.UpdateAsync("one", upstream: two.Listen, cancellationToken: cancellationToken);
        for (var count = 0; count < 20; count++)
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await ConnectAsync(client, one.Listen, cancellationToken);
        }

        await ServedAsync(upstream, proxy.Listen, cancellationToken);
        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    private static async Task<ToxiproxyClient> ClientAsync(RunningCommand command, string? token, CancellationToken cancellationToken) =>
        new(new Uri((await command.LineAsync(Ready, cancellationToken))[Ready.Length..]), token);

    /// <summary>Waits until each connection of the proxy that was opened is closed.</summary>
    private static async Task IdleAsync(ToxiproxyClient api, CancellationToken cancellationToken)
    {
        while (await api.LogAsync("up", cancellationToken) is var log
            && log.Count(entry => entry.Kind == "connection_opened") > log.Count(entry => entry.Kind == "connection_closed"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task ConnectAsync(Socket client, string address, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(IPEndPoint.Parse(address), cancellationToken);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // A client for which there is no place is reset.
        }
    }

    /// <summary>Connects until a client is served: abandoned clients take a moment to leave.</summary>
    private static async Task ServedAsync(Socket upstream, string address, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(1));
            try
            {
                await client.ConnectAsync(IPEndPoint.Parse(address), patience.Token);
                await client.SendAsync("x"u8.ToArray(), patience.Token);
                while (true)
                {
                    using var server = await upstream.AcceptAsync(patience.Token);
                    if (await server.ReceiveAsync(new byte[1], patience.Token) == 1)
                    {
                        return;
                    }
                }
            }
            catch (Exception refused)
                when (refused is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }
}
