using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Holdfast.Cli.Check.Started;

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
        var port = LocalPort.Free();
        try
        {
            string[] arguments = ["--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--logfile", "/dev/null"];
            return new RedisProcess(Process.Start(new ProcessStartInfo("redis-server", arguments))!, port);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
