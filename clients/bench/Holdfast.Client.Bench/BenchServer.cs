using System.Diagnostics;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Client.Bench;

/// <summary>The reference server in a process of its own, over a directory in memory where there is one.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private const string MemoryDisk = "/dev/shm";

    private readonly Process _process;

    private BenchServer(Process process, DirectoryInfo directory, Uri url) => (_process, Directory, Url) = (process, directory, url);

    public DirectoryInfo Directory { get; }

    public Uri Url { get; }

    public static async Task<BenchServer> StartAsync()
    {
        var directory = NewDirectory();
        var process = Programs.Start("dotnet", [Environment.GetCommandLineArgs()[0], "--server", directory.FullName]);
        return new BenchServer(process, directory, new Uri((await process.StandardOutput.ReadLineAsync())!));
    }

    /// <summary>Prints the URL and runs until standard input ends.</summary>
    public static async Task RunAsync(string directory)
    {
        await using var server = await UploadServer.StartAsync(new UploadServerOptions
        {
            Host = "127.0.0.1", Port = 0, Uploads = new UploadOptions { Store = new FileUploadStore(directory) },
        });
        Console.WriteLine(server.Url);
        await Console.In.ReadToEndAsync();
    }

    public static DirectoryInfo NewDirectory() => System.IO.Directory.Exists(MemoryDisk)
        ? System.IO.Directory.CreateDirectory(Path.Combine(MemoryDisk, $"holdfast-{Guid.NewGuid():N}"))
        : System.IO.Directory.CreateTempSubdirectory("holdfast-");

    /// <summary>Removes what is stored, so that each upload finds as much free memory as the one before.</summary>
    public void Clear()
    {
        foreach (var file in Directory.EnumerateFiles())
        {
            file.Delete();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(recursive: true);
    }
}
