using System.Net;
using Holdfast.Server.Core;
using Holdfast.Server.Hosting;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores.FileStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Bench;

/// <summary>The server in a measured process: ours, or a bare Kestrel endpoint that copies each body to a file.</summary>
internal static class Servers
{
    public const string Baseline = "baseline";
    public const string Memory = "holdfast";
    public const string Files = "holdfast-files";
    public const string Sync = "holdfast-sync";
    public const string S3 = "holdfast-s3";

    /// <summary>Prints the URL and runs until standard input ends.</summary>
    public static async Task RunAsync(string kind, string directory)
    {
        await using var server = kind == Baseline ? await StartBaselineAsync(directory) : await StartHoldfastAsync(kind, directory);
        await Console.In.ReadToEndAsync();
    }

    private static async Task<IAsyncDisposable> StartHoldfastAsync(string kind, string directory)
    {
        var server = await UploadServer.StartAsync(new UploadServerOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            Uploads = new UploadOptions
            {
                Store = kind == S3 ? S3Upload.OpenStore(new Uri(directory))
                    : new FileUploadStore(directory, new FileStoreOptions { SyncToDisk = kind == Sync }),
                Locker = kind is Memory or S3 ? new MemoryUploadLocker() : new FileUploadLocker(directory),
            },
        });
        Console.WriteLine(server.Url);
        return server;
    }

    private static async Task<IAsyncDisposable> StartBaselineAsync(string directory)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        application.Run(async context =>
        {
            await using (var file = File.Create(Path.Combine(directory, Guid.NewGuid().ToString("N"))))
            {
                await context.Request.Body.CopyToAsync(file);
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        await application.StartAsync();
        Console.WriteLine($"{application.Urls.Single()}/");
        return application;
    }
}
