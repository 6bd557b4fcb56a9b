using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.Servers;
using StackExchange.Redis;

namespace Holdfast.Server.Redis.Tests;

/// <summary>Debian's <c>redis-server</c> on a free port, with a directory of its own. Tests that need one are skipped without it.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-redis-");
    private readonly int _port;
    private Process? _process;

    private RedisServer(int port)
    {
        _port = port;
        _process = Run();
    }

    /// <summary>The address, for a connection string.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    // Commands of an administrator tell the test what there is.
    private string Asking => Address + ",allowAdmin=true";

    /// <param name="uptime">How long it has run when this returns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<RedisServer> StartAsync(TimeSpan uptime, CancellationToken cancellationToken)
    {
        if (TiedProcess.Find("redis-server") is null)
        {
            Assert.Ignore("'redis-server' is not installed, so locks in Redis are not tested. Debian: apt-get install redis-server.");
        }

        var server = new RedisServer(FreePort());
        await server.UntilUpAsync(uptime, cancellationToken);
        return server;
    }

    /// <summary>All keys that begin with the prefix of a deployment.</summary>
    public async Task<List<string>> KeysAsync(string prefix)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Asking);
        return [.. connection.GetServer(Address).Keys(pattern: prefix.Replace("[", "\\[", StringComparison.Ordinal) + "*")
            .Select(key => key.ToString())];
    }

    public async Task<string> AskAsync(string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Asking);
        return (await connection.GetDatabase().ExecuteAsync(command, arguments)).ToString();
    }

    /// <summary>Stops the process where it is, until the result is disposed; connections stay open.</summary>
    public IDisposable Freeze()
    {
        Signal("STOP");
        return new Thaw(this);
    }

    /// <summary>Ends the process as a crash would.</summary>
    public void Crash()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Starts it after a crash, without what it knew.</summary>
    public async Task StartAgainAsync(TimeSpan uptime, CancellationToken cancellationToken)
    {
        _process = Run();
        await UntilUpAsync(uptime, cancellationToken);
    }

    public void Dispose()
    {
        Crash();
        _directory.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private Process Run() => TiedProcess.Start(
        "redis-server", "--bind", "127.0.0.1", "--port", _port.ToString(CultureInfo.InvariantCulture), "--dir", _directory.FullName,
        "--save", "", "--appendonly", "no", "--logfile", Path.Combine(_directory.FullName, "log"));

    private async Task UntilUpAsync(TimeSpan uptime, CancellationToken cancellationToken)
    {
        while (!await IsUpAsync(uptime))
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException(
                    await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "log"), cancellationToken));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private async Task<bool> IsUpAsync(TimeSpan uptime)
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(Asking + ",connectTimeout=500");
            var text = await connection.GetServer(Address).InfoRawAsync("server");
            var line = text!.Split('\n').First(line => line.StartsWith("uptime_in_seconds:", StringComparison.Ordinal));
            return int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture) >= uptime.TotalSeconds;
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0);
    }

    private sealed class Thaw(RedisServer server) : IDisposable
    {
        public void Dispose() => server.Signal("CONT");
    }
}
