using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Cli.Check.Ceph;
using Holdfast.Server.S3;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>A bucket for servers that keep uploads and locks there, on the gateway that tests share or on one of its own.</summary>
internal sealed class Bucket : IAsyncDisposable
{
    private readonly string _name = $"uploads-{Guid.NewGuid():n}";
    private readonly bool _hasOwnGateway;
    private readonly IAmazonS3 _client;

    private Bucket(CephGateway gateway, bool isOwn)
    {
        (Gateway, _hasOwnGateway) = (gateway, isOwn);
        _client = new S3Connection
        {
            Endpoint = gateway.Endpoint, Credentials = new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey),
        }.CreateClient();
    }

    public CephGateway Gateway { get; }

    /// <summary>What a server needs to use it.</summary>
    public string[] Flags => ["-s3-bucket", _name, "-s3-endpoint", Gateway.Endpoint.AbsoluteUri];

    public static Dictionary<string, string?> Environment => new()
    {
        ["AWS_ACCESS_KEY_ID"] = CephGateway.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = CephGateway.SecretKey,
        ["AWS_REGION"] = "us-east-1",
    };

    /// <summary>Makes one; the test is skipped, with the reason, where Ceph isn't installed.</summary>
    public static async Task<Bucket> CreateAsync(bool onOwnGateway, CancellationToken cancellationToken)
    {
        if (CephGateway.Obstacle is { } obstacle)
        {
            Assert.Ignore(obstacle);
        }

        var gateway = onOwnGateway ? await CephGateway.StartAsync(cancellationToken) : await SharedGateway.GetAsync();
        var bucket = new Bucket(gateway, onOwnGateway);
        await bucket._client.PutBucketAsync(bucket._name, cancellationToken);
        return bucket;
    }

    /// <summary>The keys of all objects.</summary>
    public async Task<List<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var list = new ListObjectsV2Request { BucketName = _name };
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
        if (_hasOwnGateway)
        {
            await Gateway.DisposeAsync();
        }
    }
}
