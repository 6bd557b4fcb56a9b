using Holdfast.Conformance.Engine;
using Holdfast.Conformance.NUnit;
using Holdfast.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Sample.Tests;

/// <summary>What a user writes: their own ASP.NET Core application on a free port, and every case is a test.</summary>
public sealed class UploadsOfMyApp : TusConformance
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-sample-");
    private WebApplication? _app;

    protected override async ValueTask<Uri> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.KeepArrivedBytes();
        _app = builder.Build();
        _app.MapUploads("/files/", new UploadOptions
        {
            Store = new FileUploadStore(_directory.FullName),
            MaxSize = 1L << 40,
            NetworkTimeout = TimeSpan.FromSeconds(2),
            Expiration = new ExpirationOptions { Unfinished = TimeSpan.FromDays(1) },
        });
        await _app.StartAsync(cancellationToken);
        return new Uri($"{_app.Urls.Single()}/files/");
    }

    protected override RunOptions Configure(RunOptions options) => options with { Seed = 7 };

    protected override async ValueTask StopAsync()
    {
        await _app!.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
