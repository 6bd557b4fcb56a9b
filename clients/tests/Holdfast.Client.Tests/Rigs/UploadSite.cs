using System.Collections.Concurrent;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;

namespace Holdfast.Client.Tests.Rigs;

/// <summary>The reference server on a free port over a directory of its own; it notes the requests that it received.</summary>
internal sealed class UploadSite : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("holdfast-client-");

    private UploadSite()
    {
    }

    public UploadServer Server { get; private set; } = null!;

    public Uri Endpoint => Server.Url;

    /// <summary>The address for a proxy.</summary>
    public string Address => $"127.0.0.1:{Server.Url.Port}";

    /// <summary>The requests in order of arrival.</summary>
    public ConcurrentQueue<SeenRequest> Requests { get; } = [];

    /// <summary>Method and status of each request that was answered, in order.</summary>
    public IEnumerable<string> Exchanges => Requests.Select(request => $"{request.Method} {request.Status}");

    public static async Task<UploadSite> StartAsync(Func<UploadOptions, UploadOptions>? uploads = null)
    {
        var site = new UploadSite();
        var options = new UploadOptions { Store = new FileUploadStore(site._directory.FullName), Ietf = new IetfOptions() };
        site.Server = await UploadServer.StartAsync(new UploadServerOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            Uploads = uploads?.Invoke(options) ?? options,
            Configure = app => app.Use(async (context, next) =>
            {
                var seen = new SeenRequest(context.Request.Method, context.Request.Path, context.Request.Headers.ToDictionary(
                    field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase));
                site.Requests.Enqueue(seen);
                await next(context);
                seen.Status = context.Response.StatusCode;
            }),
        });
        return site;
    }

    /// <summary>The bytes that the store keeps of an upload.</summary>
    public byte[] Stored(Uri? url) => File.ReadAllBytes(PathOf(url.ShouldNotBeNull()));

    public bool Has(Uri? url) => File.Exists(PathOf(url.ShouldNotBeNull()));

    /// <summary>How many uploads the store has.</summary>
    public int Count => _directory.EnumerateFiles("*.info").Count();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private string PathOf(Uri url) => Path.Combine(_directory.FullName, url.AbsolutePath.Split('/')[^1]);
}
