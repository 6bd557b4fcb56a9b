using System.Globalization;
using CliWrap.Buffered;
using Holdfast.Builds;
using Holdfast.Cli.Tests.Serving;
using Holdfast.Reports;
using Holdfast.Reports.Results;
using Holdfast.Server.Redis.Tests;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>
/// Several <c>holdfast serve</c> behind one proxy: over one directory with locks in one Redis, or over one bucket that has the locks as
/// well. A lease lasts 4 s.
/// </summary>
internal sealed class ServerCluster : IAsyncDisposable
{
    /// <summary>How long a server that is gone can block an upload.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    /// <summary>How long a Redis or a bucket is gone in the tests.</summary>
    public static readonly TimeSpan Away = TimeSpan.FromSeconds(10);

    /// <summary>What requests take besides, on a machine that is busy with other tests.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(6);

    // The limits let the suites ask more.
    private static readonly string[] Flags =
    [
        "-lock-lease", "4s", "-lock-renewal", "1500ms", "-behind-proxy", "-expire-unfinished-after", "24h", "-max-size", $"{1L << 40}",
        "-ietf-max-append-size", $"{1L << 30}",
    ];

    private readonly TemporaryDirectory _directory = new();
    private readonly List<ServingCommand> _servers = [];
    private HaProxy? _proxy;

    private readonly RedisServer? _redis;
    private readonly Bucket? _bucket;

    private ServerCluster(RedisServer? redis, Bucket? bucket) => (_redis, _bucket) = (redis, bucket);

    public RedisServer Redis => _redis!;

    public Bucket Bucket => _bucket!;

    public IReadOnlyList<ServingCommand> Servers => _servers;

    /// <summary>The creation URL of the proxy.</summary>
    public Uri Url => _proxy!.Url;

    /// <summary>Starts servers on one directory, with locks in a Redis.</summary>
    public static async Task<ServerCluster> StartAsync(int servers, CancellationToken cancellationToken)
    {
        ThisBuild.SkipServersUnlessFull();
        HaProxy.SkipUnlessInstalled();
        var redis = await RedisServer.StartAsync(Lease, cancellationToken);
        return await StartAsync(new ServerCluster(redis, null), servers, ["-redis-lock", redis.Address], cancellationToken);
    }

    /// <summary>Starts servers on one bucket, without anything else.</summary>
    public static Task<ServerCluster> StartOnBucketAsync(int servers, CancellationToken cancellationToken) =>
        StartOnBucketAsync(servers, onOwnGateway: false, cancellationToken);

    /// <summary>The same, where the test may choose a gateway that it can stop.</summary>
    public static async Task<ServerCluster> StartOnBucketAsync(int servers, bool onOwnGateway, CancellationToken cancellationToken)
    {
        ThisBuild.SkipServersUnlessFull();
        HaProxy.SkipUnlessInstalled();
        var bucket = await Bucket.CreateAsync(onOwnGateway, cancellationToken);
        return await StartAsync(new ServerCluster(null, bucket), servers, bucket.Flags, cancellationToken);
    }

    private static async Task<ServerCluster> StartAsync(
        ServerCluster cluster, int servers, string[] flags, CancellationToken cancellationToken)
    {
        try
        {
            for (var server = 0; server < servers; server++)
            {
                cluster._servers.Add(await ServingCommand.StartAsync(
                    cluster._directory, Bucket.Environment, cancellationToken, [.. Flags, .. flags]));
            }

            cluster._proxy = await HaProxy.StartAsync(cluster._servers.Select(server => server.Url), cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Uploads through the proxy until all is there, as a client does: it asks for the offset and goes on from it.</summary>
    public async Task<string> UploadAsync(byte[] content, Func<long, Task> progress, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var create = new HttpRequestMessage(HttpMethod.Post, Url) { Headers = { { "Tus-Resumable", "1.0.0" } } };
        create.Headers.Add("Upload-Length", $"{content.Length}");
        using var created = await client.SendAsync(create, cancellationToken);
        var upload = new Uri(Url, created.Headers.Location!);
        for (var offset = 0L; offset < content.Length;)
        {
            await PatchAsync(client, upload, content, offset, cancellationToken);
            offset = await OffsetAsync(client, upload, cancellationToken);
            await progress(offset);
        }

        return upload.AbsolutePath;
    }

    /// <summary>Checks the cluster by all suites.</summary>
    public async Task<(BufferedCommandResult Run, ResultsDocument Document)> CheckAsync(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", Url.AbsoluteUri, "--report", report.FullName);
        return (run, ResultsDocument.Read(report.At(ReportDirectory.ResultsFile)));
    }

    /// <summary>What the proxy serves of an upload.</summary>
    public async Task<byte[]> DownloadAsync(string path, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        return await client.GetByteArrayAsync(new Uri(Url, path), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _proxy?.Dispose();
        _servers.ForEach(server => server.Dispose());
        _redis?.Dispose();
        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }

        _directory.Dispose();
    }

    // A PATCH may fail in any way: the caller then asks for the offset by HEAD.
    private static async Task PatchAsync(HttpClient client, Uri upload, byte[] content, long offset, CancellationToken cancellationToken)
    {
        using var patch = new HttpRequestMessage(HttpMethod.Patch, upload)
        {
            Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", $"{offset}" } },
            Content = new ByteArrayContent(content, (int)offset, (int)Math.Min(content.Length - offset, 2 * 1024 * 1024))
            {
                Headers = { { "Content-Type", "application/offset+octet-stream" } },
            },
        };
        try
        {
            (await client.SendAsync(patch, cancellationToken)).Dispose();
        }
        catch (HttpRequestException)
        {
        }
    }

    private static async Task<long> OffsetAsync(HttpClient client, Uri upload, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var head = new HttpRequestMessage(HttpMethod.Head, upload) { Headers = { { "Tus-Resumable", "1.0.0" } } };
                using var answer = await client.SendAsync(head, cancellationToken);
                ((int)answer.StatusCode).ShouldNotBe(404, "A client would start again.");
                if (answer.IsSuccessStatusCode)
                {
                    return long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
                }
            }
            catch (HttpRequestException)
            {
                // The server is gone, and the proxy doesn't know it yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }
}
