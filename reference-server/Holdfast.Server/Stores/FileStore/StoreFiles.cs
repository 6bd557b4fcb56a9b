using Holdfast.Server.Files;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Stores.FileStore;

/// <summary>Creates files as the options say, and flushes acknowledged bytes to the disk.</summary>
internal sealed class StoreFiles(FileStoreOptions options, FileCalls calls)
{
    /// <summary>A write call is enough for bytes to count.</summary>
    public bool CountsWrites => !options.SyncToDisk;

    /// <summary>The calls that depend on no option.</summary>
    public FileCalls Calls => calls;

    public string MakeDirectory(string path) => calls.MakeDirectory(path, options.DirectoryPermissions);

    /// <summary>Opens a file that is empty then, whatever was there.</summary>
    public SafeFileHandle Create(string path) => calls.Create(path, options.FilePermissions);

    /// <summary>Makes a file for writing; null when there is one already.</summary>
    public SafeFileHandle? TryCreate(string path) => calls.TryCreate(path, options.FilePermissions);

    /// <summary>Waits for the disk to have the file's bytes and length.</summary>
    public void Sync(SafeFileHandle file)
    {
        if (options.SyncToDisk)
        {
            calls.Flush(file);
        }
    }

    /// <summary>Waits for the disk to have the directory's names: a new or renamed file is safe only then (POSIX, fsync).</summary>
    public void SyncNames(string directory)
    {
        // Windows has no such call; NTFS keeps names in its journal.
        if (options.SyncToDisk && !OperatingSystem.IsWindows())
        {
            calls.FlushNames(directory);
        }
    }
}
