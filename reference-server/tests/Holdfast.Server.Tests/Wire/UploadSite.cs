using System.Text;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Server.Tests;

/// <summary>A server on a free port over a directory of its own, and the few requests that every test needs.</summary>
internal sealed class UploadSite : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("holdfast-");

    private UploadSite()
    {
    }

    public UploadServer Server { get; private set; } = null!;

    public Uri Url => Server.Url;

    /// <summary>The store that the server works on.</summary>
    public WatchedStore Store { get; private set; } = null!;

    public string Directory => _directory.FullName;

    public static async Task<UploadSite> StartAsync(
        Func<UploadOptions, UploadOptions>? uploads = null, Func<UploadServerOptions, UploadServerOptions>? server = null)
    {
        var site = new UploadSite();
        try
        {
            await site.RestartAsync(uploads, server);
            return site;
        }
        catch (Exception)
        {
            site._directory.Delete(recursive: true);
            throw;
        }
    }

    public async Task RestartAsync(
        Func<UploadOptions, UploadOptions>? uploads = null, Func<UploadServerOptions, UploadServerOptions>? server = null)
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        var files = new FileUploadStore(Directory);
        Store = new WatchedStore(files);
        var uploadOptions = new UploadOptions { Store = Store };
        var options = new UploadServerOptions { Host = "127.0.0.1", Port = 0, Uploads = uploads?.Invoke(uploadOptions) ?? uploadOptions };
        Server = await UploadServer.StartAsync(server?.Invoke(options) ?? options);
    }

    public Task<WireConnection> ConnectAsync(CancellationToken cancellationToken) => WireConnection.OpenAsync(Url, cancellationToken);

    /// <summary>Sends one request on a connection of its own and reads the answer.</summary>
    public async Task<WireResponse> AskAsync(string request, CancellationToken cancellationToken)
    {
        using var connection = await ConnectAsync(cancellationToken);
        await connection.SendAsync(request, cancellationToken);
        return await connection.ReadAsync(cancellationToken, request.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    /// <summary>Creates an upload and gives its path.</summary>
    public async Task<string> CreateAsync(long length, CancellationToken cancellationToken, string headers = "")
    {
        var response = await AskAsync(Request("POST", "/files/", $"Upload-Length: {length}\r\n{headers}"), cancellationToken);
        response.Status.ShouldBe(201, response.Body);
        return new Uri(response["Location"].ShouldNotBeNull()).AbsolutePath;
    }

    /// <summary>Creates a complete partial upload and gives its path.</summary>
    public async Task<string> CreatePartAsync(string content, CancellationToken cancellationToken, string headers = "")
    {
        var path = await CreateAsync(content.Length, cancellationToken, $"Upload-Concat: partial\r\n{headers}");
        (await PatchAsync(path, 0, content, cancellationToken)).Status.ShouldBe(204);
        return path;
    }

    public Task<WireResponse> ConcatenateAsync(string concat, CancellationToken cancellationToken, string headers = "") =>
        AskAsync(Request("POST", "/files/", $"Upload-Concat: {concat}\r\n{headers}"), cancellationToken);

    public Task<WireResponse> HeadAsync(string path, CancellationToken cancellationToken) =>
        AskAsync(Request("HEAD", path), cancellationToken);

    public Task<WireResponse> PatchAsync(string path, long offset, string body, CancellationToken cancellationToken) =>
        AskAsync(Patch(path, offset, body.Length) + body, cancellationToken);

    /// <summary>The bytes that the store keeps.</summary>
    public string Stored(string path) => File.ReadAllText(Path.Combine(Directory, path.Split('/')[^1]), Encoding.Latin1);

    /// <summary>The file names in the store.</summary>
    public IEnumerable<string> Files() => _directory.EnumerateFiles().Select(file => file.Name);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    public static string Request(string method, string path, string headers = "", string version = "Tus-Resumable: 1.0.0\r\n") =>
        $"{method} {path} HTTP/1.1\r\nHost: example.test\r\n{version}{headers}\r\n";

    public static string Patch(string path, long offset, long length) => Patch(path, offset, $"Content-Length: {length}");

    public static string Patch(string path, long offset, string headers) =>
        Request("PATCH", path, $"Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n{headers}\r\n");
}
