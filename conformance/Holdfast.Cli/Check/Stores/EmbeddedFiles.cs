using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Cli.Check.Stores;

/// <summary>Files in a temporary directory.</summary>
internal sealed class EmbeddedFiles : IEmbeddedStore
{
    /// <summary>A file system in memory, as Linux has it.</summary>
    private const string Memory = "/dev/shm";

    /// <summary>Many times the size that a run stores at once. Containers have 64 MiB there by default.</summary>
    private const long Room = 1L << 30;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DirectoryInfo _directory = NewDirectory();

    public EmbeddedFiles() => Store = new FileUploadStore(_directory.FullName);

    public string Name => "file";

    public TimeSpan NetworkTimeout => TimeSpan.FromSeconds(2);

    public IUploadStore Store { get; }

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    // In memory where there is room. A run makes and deletes thousands of small files, and ext4 without a journal passes over the inodes of
    // all that were deleted within the last seconds whenever it makes another: that was an eighth of a run's CPU time.
    private static DirectoryInfo NewDirectory() =>
        OperatingSystem.IsLinux() && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Room
        ? Directory.CreateDirectory(Path.Combine(Memory, $"holdfast-{Guid.NewGuid():n}"), OwnerOnly)
        : Directory.CreateTempSubdirectory("holdfast-");
}
