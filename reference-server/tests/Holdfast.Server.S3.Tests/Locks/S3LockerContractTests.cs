using System.Globalization;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Builds;
using Holdfast.Chaos;
using Holdfast.Server.Locks;
using Holdfast.Server.Locks.Leases;
using Holdfast.Server.S3.Locks;
using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Tests.Locks;

namespace Holdfast.Server.S3.Tests.Locks;

/// <summary>Each locker has a client and a UDP port of its own, as each process has; all reach the bucket through one proxy.</summary>
public sealed class S3LockerContractTests : LockerContractTests, IAsyncDisposable
{
    private static readonly S3LockOptions Options = new()
    {
        RequestTimeout = TimeSpan.FromSeconds(0.5),
        Leases = new LeaseOptions { Duration = TimeSpan.FromSeconds(4), RenewalInterval = TimeSpan.FromSeconds(1.3) },
    };

    private readonly Dictionary<IUploadLocker, IAmazonS3> _opened = [];
    private TestBucket? _bucket;

    protected override TimeSpan? Lease => Options.Leases.Duration;

    [SetUp]
    public void Skip()
    {
        ThisBuild.SkipServersUnlessFull();
        Gateway.DemandConditions();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (locker, client) in _opened)
        {
            ((S3UploadLocker)locker).Dispose();
            client.Dispose();
        }

        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }
    }

    protected override async ValueTask<IUploadLocker> OpenAsync()
    {
        _bucket ??= await TestBucket.CreateAsync();
        var client = TestBucket.NewClient(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{_bucket.Proxy.Listen}/")));
        var locker = await S3UploadLocker.OpenAsync(client, _bucket.Name, Options);
        _opened.Add(locker, client);
        return locker;
    }

    protected override ValueTask CrashAsync(IUploadLocker locker)
    {
        ((S3UploadLocker)locker).Dispose();
        _opened[locker].Dispose();
        return default;
    }

    protected override IDisposable TakeAway()
    {
        _bucket!.Proxy.Add(Toxic.Timeout() with { Name = "away" });
        return new Back(_bucket.Proxy);
    }

    // A lease that is free remembers the fence, until its upload is complete or gone.
    protected override async ValueTask<IReadOnlyCollection<string>> LeftAsync()
    {
        var left = new List<string>();
        var page = await _bucket!.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket.Name });
        foreach (var found in page.S3Objects ?? [])
        {
            using var read = await _bucket.Client.GetObjectAsync(_bucket.Name, found.Key);
            using var reader = new StreamReader(read.ResponseStream);
            var text = await reader.ReadToEndAsync();
            if (LeaseState.TryParse(Encoding.UTF8.GetBytes(text)) is not { IsFree: true, IsWanted: false, Next: "", Address: "" })
            {
                left.Add($"{found.Key}: {text}");
            }
        }

        return left;
    }

    private sealed class Back(ChaosProxy proxy) : IDisposable
    {
        public void Dispose() => proxy.Remove("away");
    }
}
