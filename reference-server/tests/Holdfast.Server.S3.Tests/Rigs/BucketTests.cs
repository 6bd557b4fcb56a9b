using Holdfast.Server.Stores;

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

    private protected static S3StoreOptions Small(S3StoreOptions options) => options with { PartSize = 5 * Uploads.MiB };

    // Goes on from where an upload is, by another process, over a network that works.
    private protected async Task FinishAsync(UploadInfo found, byte[] content)
    {
        var store = Bucket.Open(Small);
        Bucket.Mend();
        found = await store.AppendAsync(found, content.AsMemory((int)found.Offset));
        (await store.FinishAsync(found)).IsComplete.ShouldBeTrue();
        (await Bucket.GetAsync(found.ObjectId())).AsSpan().SequenceEqual(content).ShouldBeTrue("The bytes differ.");
        (await Bucket.KeysAsync()).Where(key => key.EndsWith(".part", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
