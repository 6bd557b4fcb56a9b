using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Holdfast.Cli.Check.Ceph;
using Holdfast.Cli.Serve;
using Holdfast.Server.S3;
using Holdfast.Server.Stores;

namespace Holdfast.Cli.Check.Stores;

/// <summary>
/// Objects below a prefix of their own, in the bucket that the variables of <c>holdfast serve</c> name (<c>HOLDFAST_S3_BUCKET</c> and the
/// others), or in a Ceph that is started for the run.
/// </summary>
internal sealed class EmbeddedS3 : IEmbeddedStore
{
    private const string Bucket = "holdfast-check";

    /// <summary>The store's own is for servers that are far away; cases that take S3 away wait for it several times.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    private readonly S3Connection _connection;
    private readonly S3StoreOptions _options;
    private readonly IAmazonS3 _client;
    private readonly S3UploadStore _store;
    private readonly CephGateway? _gateway;

    private EmbeddedS3(S3Connection connection, S3StoreOptions options, CephGateway? gateway)
    {
        (_connection, _options, _gateway, _client) = (connection, options, gateway, connection.CreateClient());
        _store = new S3UploadStore(_client, options);
    }

    public string Name => "s3";

    // On a busy machine a request waits for S3 for some seconds, while its client sends nothing.
    public TimeSpan NetworkTimeout => TimeSpan.FromSeconds(5);

    public IUploadStore Store => _store;

    // A certificate is for the host's name, and AWS looks for the bucket in it, so only an endpoint without TLS has other addresses.
    public string? Address => _connection.Endpoint is { Scheme: "http" } plain
        ? string.Create(CultureInfo.InvariantCulture, $"{plain.IdnHost}:{plain.Port}")
        : null;

    public OpenedStore OpenAt(IPEndPoint address) => new(
        (_connection with { Endpoint = new Uri($"http://{address}/") }).CreateClient(), Linked with { CallTimeout = CallTimeout });

    // When a link breaks, the server may leave parts and objects that it removes only when it looks for leftovers. So uploads over broken
    // links have a prefix of their own, which the search for orphans leaves out.
    private S3StoreOptions Linked => _options with { ObjectPrefix = $"{_options.ObjectPrefix.TrimEnd('/')}/links/".TrimStart('/') };

    /// <exception cref="UsageException">There is neither a bucket nor Ceph.</exception>
    public static async Task<EmbeddedS3> StartAsync(CancellationToken stop)
    {
        var settings = new ServeSettings(ServeSettings.FromEnvironment);
        return settings.OptionalText("s3-bucket") is null ? await StartCephAsync(stop) : await OpenAsync(settings, stop);
    }

    /// <exception cref="InvalidOperationException">The server left in the bucket what belongs to no upload.</exception>
    public async ValueTask DisposeAsync()
    {
        try
        {
            var orphans = await BucketOrphans.FindAsync(_client, _store, _options, Linked.ObjectPrefix);
            if (orphans.Count > 0)
            {
                throw new InvalidOperationException(
                    $"'{orphans.Count}' things in the bucket belong to no upload: '{string.Join("', '", orphans.Take(10))}'. "
                    + "The store should have removed them.");
            }
        }
        finally
        {
            await EndAsync();
        }
    }

    private async Task EndAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
        else
        {
            await RemoveAllAsync();
        }

        _store.Dispose();
        _client.Dispose();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The store owns its client.")]
    private static async Task<EmbeddedS3> OpenAsync(ServeSettings settings, CancellationToken stop)
    {
        var options = S3Configuration.ReadOptions(settings) with { MetadataObjectPrefix = null };
        options = options with { ObjectPrefix = $"{options.ObjectPrefix.TrimEnd('/')}/holdfast-check-{Guid.NewGuid():n}/".TrimStart('/') };
        var store = new EmbeddedS3(S3Configuration.ReadConnection(settings), options, gateway: null);
        await S3Configuration.DemandBucketAsync(store._store, settings, stop);
        return store;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The store owns its client.")]
    private static async Task<EmbeddedS3> StartCephAsync(CancellationToken stop)
    {
        if (CephGateway.Obstacle is { } obstacle)
        {
            throw new UsageException(
                $"'--store s3' needs an S3 server. {obstacle} Or name a bucket of your own with the variables HOLDFAST_S3_BUCKET, "
                + "HOLDFAST_S3_ENDPOINT, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
        }

        var gateway = await CephGateway.StartAsync(stop);
        var connection = new S3Connection
        {
            Endpoint = gateway.Endpoint,
            Credentials = new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey),
        };
        var store = new EmbeddedS3(connection, new S3StoreOptions { Bucket = Bucket }, gateway);
        await store._client.PutBucketAsync(Bucket, stop);
        return store;
    }

    private async Task RemoveAllAsync()
    {
        using var linked = new S3UploadStore(_client, Linked);
        foreach (var store in new[] { _store, linked })
        {
            await foreach (var id in store.ListAsync(DateTimeOffset.MaxValue))
            {
                await store.TerminateAsync(new UploadInfo { Id = id, Length = null }, default);
            }

            await foreach (var _ in store.RemoveLeftoversAsync(DateTimeOffset.MaxValue, CancellationToken.None))
            {
                // Each is removed before its name is told.
            }
        }
    }
}
