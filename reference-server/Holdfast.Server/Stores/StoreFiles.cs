using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server;

/// <summary>Makes files as the options say, and sees to it that the disk has what is acknowledged.</summary>
internal sealed class StoreFiles(FileStoreOptions options)
{
    // EEXIST on Linux and on macOS, ERROR_FILE_EXISTS on Windows.
    private static readonly int[] ExistsErrors = [17, unchecked((int)0x80070050)];

    /// <summary>A write call is enough for bytes to count.</summary>
    public bool CountsWrites => !options.SyncToDisk;

    public string MakeDirectory(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path).FullName
        : Directory.CreateDirectory(path, options.DirectoryPermissions).FullName;

    /// <summary>Opens a file that is made when <paramref name="mode"/> says so. The upload's lock keeps others away, not the file's.</summary>
    /// <exception cref="FileNotFoundException">The file isn't there, and is not to be made.</exception>
    public SafeFileHandle Open(string path, FileMode mode, FileAccess access = FileAccess.Write)
    {
        if (OperatingSystem.IsLinux())
        {
            return Posix.Open(path, FlagsOf(mode) | FlagsOf(access) | Posix.CloseOnExec, options.FilePermissions);
        }

        var open = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            open.UnixCreateMode = options.FilePermissions;
        }

        return new FileStream(path, open).SafeFileHandle;
    }

    /// <summary>Makes a file for writing; null when there is one already.</summary>
    public SafeFileHandle? TryCreate(string path)
    {
        try
        {
            return Open(path, FileMode.CreateNew);
        }
        catch (IOException taken) when (ExistsErrors.Contains(taken.HResult))
        {
            return null;
        }
    }

    private static int FlagsOf(FileMode mode) => mode switch
    {
        FileMode.Open => 0,
        FileMode.CreateNew => Posix.CreateNew,
        FileMode.Create => Posix.Create | Posix.Truncate,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "The store opens files in other ways."),
    };

    private static int FlagsOf(FileAccess access) => access switch
    {
        FileAccess.Read => Posix.ReadOnly,
        FileAccess.Write => Posix.WriteOnly,
        _ => Posix.ReadWrite,
    };

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
            Posix.SyncNames(directory);
        }
    }
}
