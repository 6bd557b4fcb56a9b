using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using Holdfast.Server.Tests.Stores;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>The S3 store keeps what every store promises, on a real server.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[CancelAfter(120_000)]
public sealed class S3StoreContractTests : StoreContractTests
{
    private TestBucket _bucket = null!;

    // S3 tells seconds.
    protected override TimeSpan DateResolution => TimeSpan.FromSeconds(1.1);

    protected override bool ComparesFences => true;

    [SetUp]
    public async Task MakeBucket() => _bucket = await TestBucket.CreateAsync();

    [TearDown]
    public async Task CloseAll()
    {
        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }
    }

    protected override IUploadStore Open() => _bucket.Open();

    protected override IDisposable TakeAway() => _bucket.TakeAway();
}
