namespace Holdfast.Server.Profiling.Stacks;

/// <summary>
/// Tells threads that wait from threads that work outside of managed code. The sampler doesn't: both have called something native. All
/// waiting of .NET ends in few methods.
/// </summary>
internal static class Waits
{
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal)
    {
        // Threads that nothing wakes, and those of the pool without work.
        "System.Threading.Monitor.Wait",
        "System.Threading.Thread.Sleep",
        "System.Threading.Thread.Join",
        "System.Threading.WaitHandle.WaitOneNoCheck",
        "System.Threading.WaitHandle.WaitMultipleIgnoringSyncContext",
        "System.Threading.ManualResetEventSlim.Wait",
        "System.Threading.LowLevelLifoSemaphore.WaitNative",
        "System.Threading.LowLevelSpinWaiter.Wait",
        "System.Threading.PortableThreadPool+WorkerThread.WorkerThreadStart",

        // A lock that another thread has.
        "System.Threading.Monitor.Enter_Slowpath",
        "System.Threading.Monitor.TryEnter_Slowpath",

        // Events of sockets (epoll), and of files, processes and terminals (read of a pipe or of inotify).
        "Interop+Sys.WaitForSocketEvents",
        "System.Net.Sockets.SocketAsyncEngine.EventLoop",
        "Interop+Sys.Poll",
        "Interop+Sys.Read",
    };

    /// <summary>Whether a thread waits that has called something native.</summary>
    /// <param name="innermostFirst">Its stack.</param>
    public static bool Include(IReadOnlyList<StackFrame> innermostFirst) =>
        Methods.Contains(innermostFirst.FirstOrDefault(frame => frame.Name != StackFrame.Unnamed).Name ?? "");
}
