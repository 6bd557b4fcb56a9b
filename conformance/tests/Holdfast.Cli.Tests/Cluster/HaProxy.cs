using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.Servers;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>Debian's HAProxy before several servers, without affinity: each request goes to the next one that is up.</summary>
internal sealed class HaProxy : IDisposable
{
    private const string Bind = "bind :8080";
    private const string Interval = "inter 1s";

    private readonly TemporaryDirectory _directory = new();
    private readonly Process _process;

    private HaProxy(string program, string configuration, int port)
    {
        var file = _directory.At("haproxy.cfg");
        File.WriteAllText(file, configuration);
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/files/"));
        _process = TiedProcess.Start(program, "-db", "-q", "-f", file);
    }

    /// <summary>The creation URL of the cluster.</summary>
    public Uri Url { get; }

    /// <summary>Skips the test, with the reason, where HAProxy isn't installed.</summary>
    public static void SkipUnlessInstalled()
    {
        if (TiedProcess.Find("haproxy") is null)
        {
            Assert.Ignore("'haproxy' is not installed, so clusters are not tested. Debian: apt-get install haproxy.");
        }
    }

    public static async Task<HaProxy> StartAsync(IEnumerable<Uri> servers, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var proxy = new HaProxy(TiedProcess.Find("haproxy")!, Configuration(servers, port), port);
        try
        {
            await proxy.UntilUpAsync(cancellationToken);
            return proxy;
        }
        catch
        {
            proxy.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _directory.Dispose();
    }

    // That of docs/cluster.md, with a free port, shorter intervals and the servers of the test.
    private static string Configuration(IEnumerable<Uri> servers, int port)
    {
        var page = File.ReadAllText(Repository.PathTo("docs", "cluster.md")).Split("`haproxy.cfg`:\n\n")[1];
        var block = page.Split('\n').TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal));
        var lines = block.Select(line => line[4..]).ToList();
        lines.RemoveAll(line => line.StartsWith("    server ", StringComparison.Ordinal)).ShouldBe(2);
        lines.AddRange(servers.Select((server, index) => $"    server s{index} {server.Authority}"));
        var text = string.Join('\n', lines) + '\n';
        text.ShouldSatisfyAllConditions(() => text.ShouldContain(Bind), () => text.ShouldContain(Interval));
        return text.Replace(Bind, string.Create(CultureInfo.InvariantCulture, $"bind 127.0.0.1:{port}"), StringComparison.Ordinal)
            .Replace(Interval, "inter 200ms", StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task UntilUpAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        while (true)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"HAProxy ended with code {_process.ExitCode}.");
            }

            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Options, Url);
                using var answer = await client.SendAsync(request, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It doesn't listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }
}
