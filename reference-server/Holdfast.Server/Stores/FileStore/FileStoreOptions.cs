namespace Holdfast.Server.Stores.FileStore;

/// <summary>How a <see cref="FileUploadStore"/> makes files.</summary>
public sealed record FileStoreOptions
{
    /// <summary>
    /// Waits at every acknowledgement until the disk has the bytes, so that they survive a power loss. Default: no, as in tusd; they
    /// survive the process, and the disk gets them when the operating system likes.
    /// </summary>
    public bool SyncToDisk { get; init; }

    /// <summary>Permissions of new files, less the process's umask; ignored on Windows. Default: 664 (tusd: <c>-file-perms</c>).</summary>
    public UnixFileMode FilePermissions { get; init; } = (UnixFileMode)0b110_110_100;

    /// <summary>Permissions of new directories, less the umask; ignored on Windows. Default: 775 (tusd: <c>-dir-perms</c>).</summary>
    public UnixFileMode DirectoryPermissions { get; init; } = (UnixFileMode)0b111_111_101;

    /// <summary>
    /// Directories outside of the store's own in which an upload's bytes may lie, if its description says so: tusd's hooks can choose any
    /// place (<c>Storage.Path</c>). Default: none, since a description then leads to no other file of the machine.
    /// </summary>
    public IReadOnlyList<string> DataDirectories { get; init; } = [];
}
