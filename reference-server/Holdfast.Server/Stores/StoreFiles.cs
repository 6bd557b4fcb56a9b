using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server;

/// <summary>Makes files as the options say, and sees to it that the disk has what is acknowledged.</summary>
internal sealed class StoreFiles(FileStoreOptions options)
{
    public string MakeDirectory(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path).FullName
        : Directory.CreateDirectory(path, options.DirectoryPermissions).FullName;

    /// <summary>Opens a file for writing that is made when <paramref name="mode"/> says so.</summary>
    public SafeFileHandle Open(string path, FileMode mode, FileAccess access = FileAccess.Write)
    {
        var open = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            open.UnixCreateMode = options.FilePermissions;
        }

        return new FileStream(path, open).SafeFileHandle;
    }

    /// <summary>Waits for the disk to have the file's bytes and length.</summary>
    public void Sync(SafeFileHandle file)
    {
        if (options.SyncToDisk)
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <summary>Waits for the disk to have the directory's names: a new or renamed file is safe only then (POSIX, fsync).</summary>
    public void SyncNames(string directory)
    {
        // Windows has no such call; NTFS keeps names in its journal.
        if (options.SyncToDisk && !OperatingSystem.IsWindows())
        {
            var descriptor = Check(OpenDescriptor(Encoding.UTF8.GetBytes(directory + '\0'), flags: 0), directory);
            var result = Fsync(descriptor);
            _ = Close(descriptor);
            Check(result, directory);
        }
    }

    private static int Check(int result, string directory) => result >= 0
        ? result
        : throw new IOException($"The directory '{directory}' can't be synced to disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Only plain values: nothing to generate, no unsafe code needed.")]
    private static extern int OpenDescriptor(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Only plain values: nothing to generate, no unsafe code needed.")]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Only plain values: nothing to generate, no unsafe code needed.")]
    private static extern int Close(int descriptor);
}
