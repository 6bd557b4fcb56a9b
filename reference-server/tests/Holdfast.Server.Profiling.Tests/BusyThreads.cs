using System.Runtime.CompilerServices;

namespace Holdfast.Server.Profiling.Tests;

/// <summary>Three threads of a known behaviour: one burns CPU time, one is in the kernel for most of its time, one waits.</summary>
internal sealed class BusyThreads : IDisposable
{
    // Linux keeps fifteen characters of a thread's name.
    public const string Burning = "test-burns";
    public const string Writing = "test-writes";
    public const string Waiting = "test-waits";

    private readonly ManualResetEventSlim _end = new();
    private readonly Thread[] _threads;
    private volatile bool _hasEnded;

    public BusyThreads()
    {
        _threads =
        [
            new Thread(BurnProcessorTime) { Name = Burning }, new Thread(WriteToAFile) { Name = Writing },
            new Thread(WaitForTheEnd) { Name = Waiting },
        ];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    public void Dispose()
    {
        _hasEnded = true;
        _end.Set();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _end.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BurnProcessorTime()
    {
        var x = 1d;
        while (!_hasEnded)
        {
            x = Math.Sqrt(x + 1);
        }
    }

    private void WriteToAFile()
    {
        var content = new byte[8 * 1024 * 1024];
        using var file = File.OpenHandle(
            Path.GetTempFileName(), FileMode.Open, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        while (!_hasEnded)
        {
            RandomAccess.Write(file, content, 0);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForTheEnd() => _end.WaitHandle.WaitOne();
}
