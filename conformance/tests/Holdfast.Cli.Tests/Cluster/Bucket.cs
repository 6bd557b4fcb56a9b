using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Builds;
using Holdfast.Cli.Check.Ceph;
using Holdfast.Server.S3;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>A bucket on a Ceph gateway of its own, for servers that keep uploads and locks there.</summary>
internal sealed class Bucket : IAsyncDisposable
{
    private const string Name = "uploads";

    private readonly IAmazonS3 _client;

    private Bucket(CephGateway gateway)
    {
        Gateway = gateway;
        _client = new S3Connection
        {
            Endpoint = gateway.Endpoint, Credentials = new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey),
        }.CreateClient();
    }

    public CephGateway Gateway { get; }

    /// <summary>What a server needs to use it.</summary>
    public string[] Flags => ["-s3-bucket", Name, "-s3-endpoint", Gateway.Endpoint.AbsoluteUri];

    public static Dictionary<string, string?> Environment => new()
    {
        ["AWS_ACCESS_KEY_ID"] = CephGateway.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = CephGateway.SecretKey,
        ["AWS_REGION"] = "us-east-1",
    };

    /// <summary>Makes one; the test is skipped, with the reason, where Ceph isn't installed.</summary>
    public static async Task<Bucket> CreateAsync(CancellationToken cancellationToken)
    {
        ThisBuild.SkipServersUnlessFull();
        if (CephGateway.Obstacle is { } obstacle)
        {
            Assert.Ignore(obstacle);
        }

        var bucket = new Bucket(await CephGateway.StartAsync(cancellationToken));
        await bucket._client.PutBucketAsync(Name, cancellationToken);
        return bucket;
    }

    /// <summary>The keys of all objects.</summary>
    public async Task<List<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var list = new ListObjectsV2Request { BucketName = Name };
        do
        {
            var page = await _client.ListObjectsV2Async(list, cancellationToken);
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key));
            list.ContinuationToken = page.NextContinuationToken;
        }
        while (list.ContinuationToken is not null);
        return keys;
    }

    /// <summary>Waits until a server holds the upload's lock.</summary>
    public async Task LockedAsync(string path, CancellationToken cancellationToken)
    {
        while (!(await KeysAsync(cancellationToken)).Contains(path.Split('/')[^1] + ".lock"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Gateway.DisposeAsync();
    }
}
