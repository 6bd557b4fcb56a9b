using System.Diagnostics;

namespace Holdfast.Server.Tests;

/// <summary>A file system of its own with little room, so that it can really be full.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory _mountPoint = new();

    private SmallDisk()
    {
    }

    public string Directory => _mountPoint.FullName;

    private string Filler => Path.Combine(Directory, ".somebody-else");

    /// <summary>Mounts it, or ends the test as not run where that isn't permitted.</summary>
    public static SmallDisk Mount()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Mounting a small tmpfs needs root on Linux; FileFaultTests let the same calls fail.");
        }

        var disk = new SmallDisk();
        if (!Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.Directory))
        {
            disk._mountPoint.Dispose();
            Assert.Ignore("This container may not mount a tmpfs; FileFaultTests let the same calls fail.");
        }

        return disk;
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Should.Throw<IOException>(() =>
        {
            var page = new byte[4096];
            while (true)
            {
                filler.Write(page);
            }
        });
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", Directory).ShouldBeTrue();
        _mountPoint.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
