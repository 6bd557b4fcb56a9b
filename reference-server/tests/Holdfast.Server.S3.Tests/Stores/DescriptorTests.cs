using Holdfast.Server.S3.Tests.Rigs;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>The files and sockets that the store opens, which a server keeps free for it.</summary>
public sealed class DescriptorTests : BucketTests
{
    private const int Limit = 6;

    [Test]
    public async Task Connections_to_S3_are_no_more_than_the_store_announces()
    {
        if (Gateway.IsSwift)
        {
            Assert.Ignore("Swift ends connections early, so how many were opened doesn't tell how many were open at once.");
        }

        var options = new S3StoreOptions
        {
            Bucket = Bucket.Name, MaxBufferedParts = 3, ConcurrentPartUploads = 2,
        };
        var connection = TestBucket.Connection(new Uri($"http://{Bucket.Proxy.Listen}/"));
        using var client = (connection with { MaxConnections = Limit }).CreateClient();
        using var store = new S3UploadStore(client, options);
        store.Limits.Descriptors.ShouldBe(Limit + 3 + 2);
        var uploads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.CreateAsync(MiB)));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => store.ReadAsync(uploads[number % 4].Id)));

        Bucket.Connections.ShouldBeInRange(2, Limit);
    }

    [Test]
    public void Parts_that_wait_in_memory_need_no_files()
    {
        using var store = Bucket.Open(options => options with { BufferInMemory = true });

        store.Limits.Descriptors.ShouldBe(new S3Connection().MaxConnections);
    }
}
