using System.Diagnostics;

namespace Holdfast.Chaos.Bench;

/// <summary>Two processes that leave the processors no rest, as a build on the same machine does.</summary>
internal sealed class BusyLoops : IDisposable
{
    private readonly Process[] _processes = [ProxyProcess.StartSelf("busy"), ProxyProcess.StartSelf("busy")];

    /// <summary>Runs one busy loop until its input ends.</summary>
    public static void Run()
    {
        new Thread(() => Environment.Exit(Console.In.Read() >= 0 ? 1 : 0)).Start();
        while (true)
        {
            // Busy.
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
