using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Transport;

/// <summary>
/// A pipe of the operating system through which bytes go from a socket to a file without a copy into the process (splice(2), Linux).
/// </summary>
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Only plain values: nothing to generate, no unsafe code needed.")]
internal sealed class SplicePipe : IDisposable
{
    // The largest size that an unprivileged process may ask for (/proc/sys/fs/pipe-max-size).
    private const int WantedCapacity = 1024 * 1024;

    // fcntl.h, errno.h
    private const int SetPipeSize = 1031;
    private const int CloseOnExec = 0x80000;
    private const uint Move = 1;
    private const uint NonBlocking = 2;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int InvalidArgument = 22;

    private readonly SafeFileHandle _read;
    private readonly SafeFileHandle _write;

    private SplicePipe(int read, int write)
    {
        _read = new SafeFileHandle(read, ownsHandle: true);
        _write = new SafeFileHandle(write, ownsHandle: true);

        // Refused when other processes of the user have too many; the pipe then keeps the 64 KiB that it has.
        _ = Control(_write, SetPipeSize, WantedCapacity);
    }

    /// <summary>How many bytes are in it.</summary>
    public int Count { get; private set; }

    /// <summary>A new pipe; null when the process or the system has no descriptors left.</summary>
    public static SplicePipe? TryOpen()
    {
        var ends = new int[2];
        return OpenPipe(ends, CloseOnExec) == 0 ? new SplicePipe(ends[0], ends[1]) : null;
    }

    /// <summary>
    /// Takes the bytes that a socket has, at most <paramref name="atMost"/> bytes. False when it has nothing yet, null when it has ended or
    /// has an error to report.
    /// </summary>
    public bool? TryFill(SafeHandle socket, long atMost)
    {
        var count = (int)Splice(socket, 0, _write, 0, (nuint)Math.Min(atMost, WantedCapacity), Move | NonBlocking);
        Count = Math.Max(0, count);
        return count > 0 ? true : count < 0 && Marshal.GetLastPInvokeError() == TryAgain ? false : null;
    }

    /// <summary>Moves everything in it to a place in a file.</summary>
    /// <exception cref="IOException">The file can't be written. It has the bytes that were moved before.</exception>
    public void MoveTo(SafeFileHandle file, long position)
    {
        while (Count > 0)
        {
            var count = (int)Splice(_read, 0, file, ref position, (nuint)Count, Move);
            if (count > 0)
            {
                Count -= count;
            }
            else if (Marshal.GetLastPInvokeError() is var error && error == InvalidArgument)
            {
                position += CopyTo(file, position);
            }
            else if (error != Interrupted)
            {
                throw new IOException($"The upload's file can't be written: {Marshal.GetPInvokeErrorMessage(error)}.", error);
            }
        }
    }

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
    }

    // For a file system that takes no splice.
    private int CopyTo(SafeFileHandle file, long position)
    {
        var bytes = new byte[Count];
        var read = (int)Read(_read, bytes, (nuint)bytes.Length);
        if (read <= 0)
        {
            throw new IOException(
                $"A pipe with '{Count}' bytes gave none: {Marshal.GetLastPInvokeErrorMessage()}.", Marshal.GetLastPInvokeError());
        }

        RandomAccess.Write(file, bytes.AsSpan(0, read), position);
        Count -= read;
        return read;
    }

    [DllImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenPipe(int[] ends, int flags);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle pipe, int command, nint argument);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(SafeFileHandle pipe, byte[] bytes, nuint count);

    [DllImport("libc", EntryPoint = "splice", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Splice(SafeHandle from, nint fromOffset, SafeFileHandle to, nint toOffset, nuint count, uint flags);

    [DllImport("libc", EntryPoint = "splice", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Splice(SafeFileHandle from, nint fromOffset, SafeFileHandle to, ref long toOffset, nuint count, uint flags);
}
