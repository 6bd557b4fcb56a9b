using Holdfast.Server.S3.Tests.Rigs;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>How bodies become parts.</summary>
public sealed class PartTests : BucketTests
{
    [Test]
    public async Task Parts_are_equal_when_that_is_asked_for()
    {
        var content = Content(22 * MiB);
        var store = Bucket.Open(options => Small(options) with { PartSize = 6 * MiB, EqualPartSizes = true });
        var upload = await store.CreateAsync(content.Length);
        var at = 0;
        foreach (var length in new[] { 11 * MiB, 700, 7 * MiB, (4 * MiB) - 700 })
        {
            upload = await Bucket.Open(options => Small(options) with { PartSize = 6 * MiB, EqualPartSizes = true })
                .AppendAsync(await store.ReadAsync(upload.Id), content.AsMemory(at, length));
            at += length;
            (await store.ReadAsync(upload.Id)).Offset.ShouldBe(at);
        }

        (await Bucket.PartsAsync(upload)).ShouldBe(new Dictionary<int, long>
        {
            [1] = 6 * MiB, [2] = 6 * MiB, [3] = 6 * MiB, [4] = 4 * MiB,
        });
        await store.FinishAsync(upload);
        (await Bucket.GetAsync(upload.ObjectId())).ShouldBe(content);
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public async Task Parts_are_sent_without_hashes_or_without_chunks(bool withoutHashes, bool withoutChunks)
    {
        if (Gateway.IsSwift && !withoutChunks)
        {
            Assert.Ignore("Swift takes no content in chunks.");
        }

        var store = Bucket.Open(options => Small(options) with
        {
            DisableContentHashes = withoutHashes,
            DisableChunkEncoding = withoutChunks,
            BufferInMemory = withoutChunks,
        });
        var content = Content(12 * MiB);

        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content);

        await FinishAsync(upload, content);
    }

    [Test]
    public async Task An_upload_of_a_thousand_parts_is_found_by_two_requests_besides_the_listing()
    {
        var store = Bucket.Open();
        var upload = await store.CreateAsync(5_000);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 1_000),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (number, _) => await Bucket.PutPartAsync(upload, number, [1]));
        var before = Bucket.Requests;

        (await store.ReadAsync(upload.Id)).Offset.ShouldBe(1_000);

        (Bucket.Requests - before).ShouldBeLessThanOrEqualTo(3);
    }
}
