using Holdfast.Conformance.Engine;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Cli.Check;

/// <summary>The reference server on a real socket in this process, with its files in a temporary directory.</summary>
internal sealed class EmbeddedTarget : ITargetHost
{
    /// <summary>Its name in reports and in the files of walks.</summary>
    public const string WellKnownName = "the embedded reference server";

    /// <summary>A file system in memory, as Linux has it.</summary>
    private const string Memory = "/dev/shm";

    /// <summary>Many times the size that a run stores at once. Containers have 64 MiB there by default.</summary>
    private const long Room = 1L << 30;

    /// <summary>tusd's is 60 s. Short here, so that the cases that wait for it end while the others still run.</summary>
    private static readonly TimeSpan NetworkTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Announced as Tus-Max-Size, so that the cases about it have something to judge.</summary>
    private const long MaxSize = 1L << 40;

    /// <summary>Announced as Upload-Expires; far beyond any run.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Announced in Upload-Limit for the same reason; larger than anything that a case sends.</summary>
    private const long MaxAppendSize = 1L << 30;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly UploadServer _server;
    private readonly DirectoryInfo _directory;

    private EmbeddedTarget(UploadServer server, DirectoryInfo directory) => (_server, _directory) = (server, directory);

    public Uri Url => _server.Url;

    public string Name => WellKnownName;

    public string? Version => ConformanceRun.Version;

    public string? Store => "file";

    public static async Task<EmbeddedTarget> StartAsync(CancellationToken stop)
    {
        var directory = NewDirectory();
        var server = await UploadServer.StartAsync(
            new UploadServerOptions
            {
                Host = "127.0.0.1",
                Port = 0,
                EnableH2c = true,
                Uploads = new UploadOptions
                {
                    Store = new FileUploadStore(directory.FullName),
                    MaxSize = MaxSize,
                    NetworkTimeout = NetworkTimeout,
                    Ietf = new IetfOptions { MaxAppendSize = MaxAppendSize },
                    Expiration = new ExpirationOptions { Unfinished = Lifetime },
                },
            },
            stop);
        return new EmbeddedTarget(server, directory);
    }

    // In memory where there is room. A run makes and deletes thousands of small files, and ext4 without a journal passes over the inodes of
    // all that were deleted within the last seconds whenever it makes another: that was an eighth of a run's CPU time.
    private static DirectoryInfo NewDirectory() =>
        OperatingSystem.IsLinux() && Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= Room
        ? Directory.CreateDirectory(Path.Combine(Memory, $"holdfast-{Guid.NewGuid():n}"), OwnerOnly)
        : Directory.CreateTempSubdirectory("holdfast-");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
