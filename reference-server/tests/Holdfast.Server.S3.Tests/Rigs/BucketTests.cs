namespace Holdfast.Server.S3.Tests.Rigs;

/// <summary>A fixture whose tests each have an empty bucket.</summary>
[CancelAfter(120_000)]
public abstract class BucketTests
{
    private TestBucket? _bucket;

    private protected TestBucket Bucket => _bucket!;

    [SetUp]
    public async Task MakeBucket() => _bucket = await TestBucket.CreateAsync();

    [TearDown]
    public async Task LeaveBucket()
    {
        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }
    }
}
