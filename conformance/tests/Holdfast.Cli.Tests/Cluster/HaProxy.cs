using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>Debian's HAProxy before several servers, without affinity: each request goes to the next one that is up.</summary>
internal sealed class HaProxy : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Process _process;

    private HaProxy(string configuration, int port)
    {
        var file = _directory.At("haproxy.cfg");
        File.WriteAllText(file, configuration);
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/files/"));
        _process = Process.Start(new ProcessStartInfo("haproxy", ["-db", "-q", "-f", file]))!;
    }

    /// <summary>The creation URL of the cluster.</summary>
    public Uri Url { get; }

    /// <summary>Starts one; the test is skipped, with the reason, where HAProxy isn't installed.</summary>
    public static async Task<HaProxy> StartAsync(IEnumerable<Uri> servers, CancellationToken cancellationToken)
    {
        if (!new[] { "/usr/sbin", "/usr/local/sbin", "/usr/bin" }.Any(folder => File.Exists(Path.Combine(folder, "haproxy"))))
        {
            Assert.Ignore("'haproxy' is not installed, so clusters are not tested. Debian: apt-get install haproxy.");
        }

        var port = FreePort();
        var proxy = new HaProxy(Configuration(servers, port), port);
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

    // As docs/cluster.md has it, with free ports and shorter intervals.
    private static string Configuration(IEnumerable<Uri> servers, int port) => string.Create(CultureInfo.InvariantCulture, $"""
        global
            maxconn 4000
        defaults
            mode http
            timeout connect 2s
            timeout client 2m
            timeout server 2m
            timeout check 1s
            option redispatch 1
            retries 3
            retry-on conn-failure
        listen uploads
            bind 127.0.0.1:{port}
            balance roundrobin
            option httpchk OPTIONS /files/
            default-server check inter 200ms fall 2 rise 1 on-marked-down shutdown-sessions
        {string.Concat(servers.Select((server, index) => $"    server s{index} {server.Authority}\n"))}
        """);

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
