using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Files;

/// <summary>System calls that .NET lacks, or combines with others whose cost is noticeable for an upload of a kilobyte.</summary>
/// <remarks>
/// The flags are those of Linux, the same on every architecture that .NET runs on there; <see cref="ReadOnly"/> alone is right on any Unix.
/// </remarks>
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Only plain values: nothing to generate, no unsafe code needed.")]
internal static class Posix
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int CreateNew = Create | 0x80;
    public const int Truncate = 0x200;
    public const int CloseOnExec = 0x80000;

    // errno.h
    private const int NoEntry = 2;
    private const int Interrupted = 4;

    // EPERM (a sandbox), EXDEV, EINVAL, ENOSYS, EOPNOTSUPP: the call isn't there, or not for these files (copy_file_range(2)).
    private static readonly int[] CannotShare = [1, 18, 22, 38, 95];

    /// <summary>
    /// Opens a file without the advisory lock that .NET takes on it: with the system calls that precede the lock (file system type, ability
    /// to seek), opening and closing costs five calls more.
    /// </summary>
    /// <exception cref="IOException">The file can't be opened; <see cref="FileNotFoundException"/> when it isn't there.</exception>
    public static SafeFileHandle Open(string path, int flags, UnixFileMode permissions)
    {
        var name = Terminated(path);
        int descriptor;
        do
        {
            descriptor = OpenDescriptor(name, flags, (int)permissions);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure();
    }

    /// <summary>Waits for the disk to have a directory's names.</summary>
    public static void SyncNames(string directory)
    {
        using var handle = Open(directory, ReadOnly, default);
        if (Fsync(handle) < 0)
        {
            throw Failure();
        }
    }

    /// <summary>
    /// Copies inside the kernel, and shares blocks where the file system can (Linux). Returns the number of bytes, which may be fewer; 0 at
    /// the end of the source, and where the system can't.
    /// </summary>
    public static long CopyRange(SafeFileHandle source, long from, SafeFileHandle target, long to, long count)
    {
        nint copied;
        do
        {
            copied = CopyFileRange(source, ref from, target, ref to, (nint)count, 0);
        }
        while (copied < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return copied >= 0 ? copied
            : CannotShare.Contains(Marshal.GetLastPInvokeError()) ? 0
            : throw Failure();
    }

    // FileCalls adds the operation and the path.
    private static IOException Failure()
    {
        var number = Marshal.GetLastPInvokeError();
        var words = $"{Marshal.GetLastPInvokeErrorMessage()}.";
        return number == NoEntry ? new FileNotFoundException(words) : new IOException(words, number);
    }

    private static byte[] Terminated(string path)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenDescriptor(byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint CopyFileRange(
        SafeFileHandle source, ref long from, SafeFileHandle target, ref long to, nint count, uint flags);
}
