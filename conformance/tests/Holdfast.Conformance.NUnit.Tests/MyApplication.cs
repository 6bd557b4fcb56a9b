using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Stores.FileStore;
using Holdfast.Server.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Sample.Tests;

/// <summary>An ASP.NET Core application of a user, with both protocols on a free port and files in a directory of its own.</summary>
internal sealed class MyApplication : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly WebApplication _app;

    private MyApplication(WebApplication app, DirectoryInfo directory) => (_app, _directory) = (app, directory);

    public Uri Uploads => new($"{_app.Urls.Single()}/files/");

    public static async Task<MyApplication> StartAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("holdfast-sample-");
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.KeepArrivedBytes();
        var app = builder.Build();
        app.MapUploads("/files/", new UploadOptions
        {
            Store = new FileUploadStore(directory.FullName),
            MaxSize = 1L << 40,
            NetworkTimeout = TimeSpan.FromSeconds(2),
            Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromDays(1) },
        });
        await app.StartAsync(cancellationToken);
        return new MyApplication(app, directory);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
