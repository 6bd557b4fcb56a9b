using System.Diagnostics;
using System.Globalization;
using Holdfast.Cli.Check.Started;
using Holdfast.Servers;

namespace Holdfast.Server.Bench;

/// <summary>A <c>redis-server</c> for one run.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly Process _process;

    private RedisProcess(Process process, int port)
    {
        _process = process;
        Address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
    }

    public string Address { get; }

    /// <summary>A running one, or null if it is not installed.</summary>
    public static RedisProcess? Start()
    {
        if (TiedProcess.Find("redis-server") is not { } program)
        {
            return null;
        }

        var port = LocalPort.Free();
        return new RedisProcess(
            TiedProcess.Start(program, "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--logfile", "/dev/null"), port);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
