using System.Net;
using System.Net.Http.Headers;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Server.Profiling.Tests;

/// <summary>An upload server in the tests' process, with profiling beside it.</summary>
internal sealed class ProfiledServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly UploadServer _server;

    private ProfiledServer(DirectoryInfo directory, UploadServer server)
    {
        _directory = directory;
        _server = server;
        Http = new HttpClient { BaseAddress = new Uri(server.Url, "/") };
    }

    public HttpClient Http { get; }

    public static async Task<ProfiledServer> StartAsync(ProfilingOptions? options = null)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-profiled-");
        var server = await UploadServer.StartAsync(new UploadServerOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            Uploads = new UploadOptions { Store = new FileUploadStore(directory.FullName) },
            Configure = application => ((IEndpointRouteBuilder)application).MapProfiling("/debug/pprof/", options),
        });
        return new ProfiledServer(directory, server);
    }

    /// <summary>Asks for a profile.</summary>
    public Task<HttpResponseMessage> GetAsync(string profile, CancellationToken cancellationToken) =>
        Http.GetAsync(new Uri($"debug/pprof/{profile}", UriKind.Relative), cancellationToken);

    /// <summary>Uploads one file after the other until the token is cancelled.</summary>
    public async Task UploadAsync(CancellationToken until)
    {
        var content = new byte[4 * 1024 * 1024];
        while (!until.IsCancellationRequested)
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, _server.Url)
            {
                Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Length", $"{content.Length}" } },
                Content = new ByteArrayContent(content)
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") },
                },
            };
            using var created = await Http.SendAsync(post, CancellationToken.None);
            created.StatusCode.ShouldBe(HttpStatusCode.Created);
            using var delete = new HttpRequestMessage(HttpMethod.Delete, created.Headers.Location)
            {
                Headers = { { "Tus-Resumable", "1.0.0" } },
            };
            using var deleted = await Http.SendAsync(delete, CancellationToken.None);
        }
    }

    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
