using Holdfast.Server.Core;
using Holdfast.Server.Endpoints;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Tests;

/// <summary>Uploads mounted in an application that speaks HTTP/2 without TLS.</summary>
internal sealed class Http2Site : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-");
    private readonly WebApplication _application;

    private Http2Site()
    {
        Store = new FileUploadStore(_directory.FullName);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        _application = builder.Build();
        _application.MapUploads("/files/", new UploadOptions { Store = Store });
    }

    public FileUploadStore Store { get; }

    public Uri Url => new(_application.Urls.Single());

    public static async Task<Http2Site> StartAsync()
    {
        var site = new Http2Site();
        await site._application.StartAsync();
        return site;
    }

    public async Task<string> CreateAsync(long length, CancellationToken cancellationToken)
    {
        const string Id = "0123456789abcdef0123456789abcdef";
        await Store.CreateAsync(new UploadInfo { Id = Id, Length = length }, default);
        return Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
