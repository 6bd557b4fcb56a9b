using System.Runtime.InteropServices;

namespace Holdfast.Chaos.Connections;

/// <summary>Waits for less than a millisecond, which the runtime's own waits cannot do.</summary>
internal static partial class Nap
{
    /// <summary>Blocks the thread for at least <paramref name="span"/>, which is short.</summary>
    public static void For(TimeSpan span)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            // 50 µs late at most, which is the kernel's timer slack. A signal may end the wait early, so the caller checks the clock again.
            _ = Sleep((uint)Math.Max(1, span.TotalMicroseconds));
        }
        else
        {
            Thread.Yield();
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sleep(uint microseconds);
}
