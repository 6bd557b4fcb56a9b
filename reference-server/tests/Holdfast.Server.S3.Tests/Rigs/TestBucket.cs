using Amazon.Runtime;
using Amazon.S3;
using Holdfast.Chaos;
using Holdfast.Cli.Check.Stores;
using Holdfast.Server.Tests.Stores;

namespace Holdfast.Server.S3.Tests.Rigs;

/// <summary>An empty bucket of the shared gateway, for one test.</summary>
internal sealed class TestBucket : IAsyncDisposable
{
    private readonly List<IDisposable> _opened = [];

    private int _requests;

    private TestBucket(Uri endpoint, string name, ChaosProxy proxy)
    {
        (Endpoint, Name, Proxy) = (endpoint, name, proxy);
        Client = NewClient(endpoint);
    }

    /// <summary>The gateway's URL.</summary>
    public Uri Endpoint { get; }

    /// <summary>The bucket's name.</summary>
    public string Name { get; }

    /// <summary>How many requests the stores have sent.</summary>
    public int Requests => _requests;

    /// <summary>A client of the gateway, as the tests' own eyes.</summary>
    public IAmazonS3 Client { get; }

    /// <summary>The network between the stores and the gateway.</summary>
    public ChaosProxy Proxy { get; }

    /// <summary>Makes a bucket; the test is skipped, with the reason, where Ceph isn't installed.</summary>
    public static async Task<TestBucket> CreateAsync()
    {
        var endpoint = await Gateway.SharedAsync();
        var proxy = await ChaosProxy.StartAsync(new ChaosProxyOptions { Upstream = endpoint.Authority });
        var bucket = new TestBucket(endpoint, $"test-{Guid.NewGuid():n}", proxy);
        await bucket.Client.PutBucketAsync(bucket.Name);
        return bucket;
    }

    /// <summary>A client of any S3 server that is reached at this URL.</summary>
    public static IAmazonS3 NewClient(Uri endpoint, int retries = 3) =>
        (Connection(endpoint) with { MaxRetries = retries }).CreateClient();

    /// <summary>How an S3 server is reached at this URL.</summary>
    public static S3Connection Connection(Uri endpoint) => new()
    {
        Endpoint = endpoint,
        Credentials = Gateway.Credentials,
    };

    /// <summary>Opens a store on the bucket, as a new process would.</summary>
    public S3UploadStore Open(Func<S3StoreOptions, S3StoreOptions>? change = null, int retries = 2, Uri? network = null)
    {
        var options = new S3StoreOptions { Bucket = Name, DisableChunkEncoding = Gateway.IsSwift };
        var client = NewClient(network ?? new Uri($"http://{Proxy.Listen}/"), retries);
        ((AmazonServiceClient)client).BeforeRequestEvent += (_, _) => Interlocked.Increment(ref _requests);
        var store = new S3UploadStore(client, change?.Invoke(options) ?? options);
        _opened.Add(store);
        _opened.Add(client);
        return store;
    }

    /// <summary>Each request of this kind to the bucket gets 503 from now on, or only the nth.</summary>
    public void FailEach(string method, string key, int nth = 0) => Proxy.Add(Toxic.Http(
        HttpTrigger.BeforeRequest(method, $"/{Name}/{key}") with { Nth = nth }, HttpAction.InjectStatus(503)));

    /// <summary>
    /// S3 does what the stores ask by requests of this kind, and its responses are lost from now on, or only the nth.
    /// </summary>
    public void Lose(string method, string key, int nth = 0) => Proxy.Add(Toxic.Http(
        HttpTrigger.AfterRequest(method, $"/{Name}/{key}") with { Nth = nth }, HttpAction.LoseResponse()));

    /// <summary>Removes every fault of the network.</summary>
    public void Mend() => Proxy.Toxics.Select(toxic => toxic.Name).ToList().ForEach(Proxy.Remove);

    /// <summary>How many connections the stores have opened.</summary>
    public int Connections => Proxy.Log.Count(entry => entry.Kind == ChaosEventKind.ConnectionOpened);

    /// <summary>How many requests met a fault.</summary>
    public int Struck => Proxy.Log.Count(entry => entry.Kind == ChaosEventKind.ToxicApplied);

    /// <summary>S3 can't be reached by the stores until the result is disposed.</summary>
    public IDisposable TakeAway()
    {
        Proxy.DisableAsync().Wait();
        return new Return(() => Proxy.EnableAsync().Wait());
    }

    /// <summary>What belongs to no upload.</summary>
    public Task<IReadOnlyList<string>> FindOrphansAsync() =>
        BucketOrphans.FindAsync(Client, Open(network: Endpoint), new S3StoreOptions { Bucket = Name });

    public async ValueTask DisposeAsync()
    {
        _opened.ForEach(one => one.Dispose());
        Client.Dispose();
        await Proxy.DisposeAsync();
    }
}
