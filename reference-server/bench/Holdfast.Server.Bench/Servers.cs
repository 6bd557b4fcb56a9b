using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Holdfast.Cli.Check.Ceph;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hosting;
using Holdfast.Server.Locks;
using Holdfast.Server.Redis;
using Holdfast.Server.S3;
using Holdfast.Server.S3.Locks;
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

    /// <summary>Locks in memory, and hooks for events that don't happen in the measurement.</summary>
    public const string IdleHooks = "hooks, idle";

    /// <summary>Locks in memory, and hooks of the default events that do nothing.</summary>
    public const string Hooks = "hooks, called";

    /// <summary>The same, delivered at least once.</summary>
    public const string KeptHooks = "hooks, at least once";

    /// <summary>Files, with locks in the Redis at <see cref="RedisVariable"/>.</summary>
    public const string Redis = "holdfast-redis";

    /// <summary>A bucket with its locks, at the gateway of <see cref="S3Variable"/>.</summary>
    public const string SharedBucket = "holdfast-shared-bucket";

    public const string RedisVariable = "HOLDFAST_BENCH_REDIS";
    public const string S3Variable = "HOLDFAST_BENCH_S3";

    /// <summary>The folder in which parts wait on their way to S3.</summary>
    public const string TemporaryVariable = "HOLDFAST_BENCH_TEMPORARY";

    public const string Bucket = "bench";

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
            Uploads = kind == SharedBucket ? await OnBucketAsync() : WithHooks(kind, new UploadOptions
            {
                Store = kind == S3 ? S3Upload.OpenStore(new Uri(directory), Environment.GetEnvironmentVariable(TemporaryVariable)!)
                    : new FileUploadStore(directory, new FileStoreOptions { SyncToDisk = kind == Sync }),
                Locker = kind switch
                {
                    Memory or S3 or IdleHooks or Hooks or KeptHooks => new MemoryUploadLocker(),
                    Redis => await RedisUploadLocker.ConnectAsync(Environment.GetEnvironmentVariable(RedisVariable)!),
                    _ => new FileUploadLocker(directory),
                },
            }),
        });
        Console.WriteLine(server.Url);
        return server;
    }

    private static UploadOptions WithHooks(string kind, UploadOptions options) => kind is IdleHooks or Hooks or KeptHooks
        ? options.WithHooks(new HookOptions
        {
            Providers = [new DelegateHooks((_, _) => new(HookResponse.None))],
            AtLeastOnce = kind == KeptHooks,
            EnabledEvents = kind == IdleHooks ? new HashSet<HookType> { HookType.PreTerminate, HookType.PostTerminate } : HookTypes.Default,
        })
        : options;

    /// <summary>A client of the gateway.</summary>
    public static IAmazonS3 NewClient(Uri gateway) => new S3Connection
    {
        Endpoint = gateway, Credentials = new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey),
    }.CreateClient();

    private static async Task<UploadOptions> OnBucketAsync()
    {
        var client = NewClient(new Uri(Environment.GetEnvironmentVariable(S3Variable)!));
        return new UploadOptions
        {
            Store = new S3UploadStore(client, new S3StoreOptions { Bucket = Bucket }),
            Locker = await S3UploadLocker.OpenAsync(client, Bucket),
        };
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
