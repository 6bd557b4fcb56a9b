using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Fuzzing;
using Holdfast.Server.Capacity;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Microsoft.Extensions.Logging;

namespace Holdfast.Server.Tests.Fuzzing;

/// <summary>
/// A server that gets one input after the other, each on a connection of its own. After some thousand it must still take an upload and end,
/// and another takes its place with an empty directory.
/// </summary>
internal sealed partial class FuzzSite : IAsyncDisposable
{
    private const int InputsOfOne = 5_000;

    private const int InputsBetweenUploads = 25;

    // Few, so that connections or requests that are never given back show as a 503.
    private const int Most = 64;

    // An answer, or the end of the connection, comes within this: the longest wait of the server is a linger of a second.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly UploadInfo[] Uploads =
    [
        new() { Id = UploadGrammar.Ids[0], Length = 100 },
        new() { Id = UploadGrammar.Ids[1], Length = null },
        new() { Id = UploadGrammar.Ids[2], Length = 0, IsPartial = true, Concat = "partial" },
        new() { Id = UploadGrammar.Ids[3], Length = null, Completion = UploadCompletion.Awaited },
    ];

    private readonly ErrorLog _log = new();
    private readonly LoggerFactory _loggers;
    private DirectoryInfo _home = null!;
    private FileUploadStore _store = null!;
    private UploadServer? _server;
    private int _inputs;

    public FuzzSite() => _loggers = new LoggerFactory([_log]);

    /// <summary>Sends the bytes, ends the sending side, and gives everything that comes until the server ends its own.</summary>
    public async Task<byte[]> SendAsync(string bytes)
    {
        await PrepareAsync();
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_server!.Url.Host, _server.Url.Port, patience.Token);
        using var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), SocketFlags.None, patience.Token);
            socket.Shutdown(SocketShutdown.Send);
            await using var stream = new NetworkStream(socket);
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // The server may end a connection at once when what comes on it is no HTTP.
        }

        _log.ThrowIfAny();
        return answer.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _loggers.Dispose();
        _log.Dispose();
    }

    private async Task PrepareAsync()
    {
        if (_inputs == InputsOfOne)
        {
            await EndAsync();
        }

        if (_server is null)
        {
            await StartAsync();
        }

        if (_inputs++ % InputsBetweenUploads == 0)
        {
            foreach (var upload in Uploads)
            {
                await _store.TerminateAsync(upload, default);
                await _store.CreateAsync(upload, default);
            }
        }
    }

    private async Task StartAsync()
    {
        _inputs = 0;
        _home = Directory.CreateTempSubdirectory("holdfast-");
        var directory = Path.Combine(_home.FullName, "store");
        _store = new FileUploadStore(directory);
        _server = await UploadServer.StartAsync(new UploadServerOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            EnableH2c = true,
            Capacity = new CapacityOptions { MaxConnections = Most, MaxRequests = Most },
            LoggerFactory = _loggers,
            Uploads = new UploadOptions { Store = _store, Locker = new FileUploadLocker(directory), BehindProxy = true },
        });
    }

    private async Task EndAsync()
    {
        if (_server is null)
        {
            return;
        }

        await UploadAsync();
        await _server.DisposeAsync();
        _server = null;
        _home.EnumerateFileSystemInfos().Select(entry => entry.Name).ShouldBe(["store"]);
        _home.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Skip(1).ShouldAllBe(entry => FileOfUpload().IsMatch(entry.Name));
        _home.Delete(recursive: true);
    }

    // Uploads a file, which a server would refuse if it had lost places or a lock.
    private async Task UploadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var connection = await WireConnection.OpenAsync(_server!.Url, patience.Token);
        await connection.SendAsync(UploadSite.Request("POST", "/files/", "Upload-Length: 5\r\n"), patience.Token);
        var created = await connection.ReadAsync(patience.Token);
        created.Status.ShouldBe(201, created.Body);
        var path = new Uri(created["Location"].ShouldNotBeNull()).AbsolutePath;
        await connection.SendAsync(UploadSite.Patch(path, 0, 5) + "hello", patience.Token);
        (await connection.ReadAsync(patience.Token)).Offset.ShouldBe(5);
    }

    [GeneratedRegex(@"^[0-9a-f]{32}(\.(info|lock|stop|tmp|aside))?$")]
    private static partial Regex FileOfUpload();
}
