using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Capacity;

/// <summary>
/// How many files and sockets this process may have open, and has. .NET has raised the soft limit to the hard one, as Go does.
/// </summary>
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Only plain values: nothing to generate, no unsafe code needed.")]
internal static class OpenFiles
{
    // resource.h of macOS, and of Linux on x64 and ARM.
    private static readonly int Resource = OperatingSystem.IsMacOS() ? 8 : 7;

    // errno.h: no descriptor left in the process (EMFILE), or in the system (ENFILE).
    private static readonly int[] UsedUpErrors = [24, 23];

    /// <summary>The largest number of descriptors; null when there is no limit.</summary>
    public static int? Limit() =>
        !OperatingSystem.IsWindows() && ReadLimit(Resource, out var limit) == 0 && limit.Soft < int.MaxValue ? (int)limit.Soft : null;

    /// <summary>The descriptors that are in use.</summary>
    public static int Count() => Directory.GetFileSystemEntries("/dev/fd").Length;

    /// <summary>Whether a call failed since no descriptor is left.</summary>
    public static bool AreUsedUp(Exception exception) =>
        !OperatingSystem.IsWindows() && CauseOf(exception) is IOException cause && UsedUpErrors.Contains(cause.HResult);

    private static Exception? CauseOf(Exception exception) => exception is UploadStoreException store ? store.InnerException : exception;

    [DllImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadLimit(int resource, out Pair limit);

    // Two of C's 'unsigned long', which is as wide as a pointer there.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Pair
    {
        public readonly nuint Soft;
        public readonly nuint Hard;
    }
}
