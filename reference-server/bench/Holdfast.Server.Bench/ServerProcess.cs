using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Server.Bench;

/// <summary>A server in a process of its own, over a directory in memory where there is one.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string MemoryDisk = "/dev/shm";

    private readonly Process _process;
    private readonly DirectoryInfo? _own;

    private ServerProcess(Process process, DirectoryInfo? own, Uri url) => (_process, _own, Url) = (process, own, url);

    public Uri Url { get; }

    /// <summary>Seconds of CPU so far.</summary>
    public double Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Bytes of memory now, and at most so far (Linux: VmRSS, VmHWM).</summary>
    public (long Now, long Peak) Memory => (Status("VmRSS:"), Status("VmHWM:"));

    public static async Task<ServerProcess> StartAsync(string kind, string? directory = null)
    {
        var own = directory is null ? NewDirectory() : null;
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Environment.GetCommandLineArgs()[0], "--server", kind, directory ?? own!.FullName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new ServerProcess(process, own, new Uri((await process.StandardOutput.ReadLineAsync())!));
    }

    public static DirectoryInfo NewDirectory() => Directory.Exists(MemoryDisk)
        ? Directory.CreateDirectory(Path.Combine(MemoryDisk, $"holdfast-{Guid.NewGuid():N}"))
        : Directory.CreateTempSubdirectory("holdfast-");

    /// <summary>Removes what it has stored, so that the next upload finds as much free memory as the last one.</summary>
    public void Clear()
    {
        foreach (var file in _own!.EnumerateFiles())
        {
            file.Delete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _own?.Delete(recursive: true);
    }

    private long Status(string name) => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..^2],
        CultureInfo.InvariantCulture);
}
