namespace Holdfast.Sabotage.Tests;

/// <summary>Where the uploads of a defective server lie while it is asked.</summary>
internal static class Scratch
{
    /// <summary>A file system in memory, as Linux has it.</summary>
    private const string Memory = "/dev/shm";

    /// <summary>
    /// The servers of all workers together held 3 MiB at every measurement. Containers have 64 MiB by default, which other processes in
    /// them may need.
    /// </summary>
    private const long Enough = 1L << 30;

    /// <summary>
    /// A new directory, in memory where there is room. A matrix makes and deletes small files all the time, and ext4 passes over
    /// the inodes of all that were deleted within the last five seconds whenever it makes another: that was a third of the whole time.
    /// </summary>
    public static DirectoryInfo NewDirectory() => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Enough
        ? Directory.CreateDirectory(Path.Combine(Memory, $"holdfast-sabotage-{Guid.NewGuid():N}"))
        : Directory.CreateTempSubdirectory("holdfast-sabotage-");
}
