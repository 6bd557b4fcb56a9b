using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>Parts behind a gap: what tusd counts, and its users lose bytes by.</summary>
public sealed class GapTests : BucketTests
{
    [Test]
    public async Task Parts_behind_a_gap_never_count_also_when_the_gap_is_filled()
    {
        var content = Content(17 * MiB);
        var store = Bucket.Open(Small);
        var upload = await store.CreateAsync(content.Length);
        await Bucket.PutPartAsync(upload, 1, content[..(5 * MiB)]);
        await Bucket.PutPartAsync(upload, 3, Content(5 * MiB, seed: 99));

        var found = await store.ReadAsync(upload.Id);
        found.Offset.ShouldBe(5 * MiB);
        await store.AppendAsync(found, content.AsMemory(5 * MiB, 5 * MiB));

        found = await Bucket.Open().ReadAsync(upload.Id);
        found.Offset.ShouldBe(10 * MiB, "The third part is somebody else's.");
        await FinishAsync(found, content);
    }

    [Test]
    public async Task A_failed_part_does_not_lose_those_before_it()
    {
        var content = Content(22 * MiB);
        var store = Bucket.Open(options => Small(options) with { ConcurrentPartUploads = 1 }, retries: 0);
        var upload = await store.CreateAsync(content.Length);
        Bucket.FailEach("PUT", upload.ObjectId(), nth: 3);

        (await Should.ThrowAsync<UploadStoreException>(() => store.AppendAsync(upload, content))).IsTransient.ShouldBeTrue();

        var found = await Bucket.Open(Small).ReadAsync(upload.Id);
        found.Offset.ShouldBe(10 * MiB);
        await FinishAsync(found, content);
    }

    [Test]
    public async Task A_part_that_fails_while_later_ones_are_stored_leaves_a_gap_that_is_filled()
    {
        var content = Content(32 * MiB);
        var store = Bucket.Open(options => Small(options) with { ConcurrentPartUploads = 4 }, retries: 0);
        var upload = await store.CreateAsync(content.Length);
        Bucket.FailEach("PUT", upload.ObjectId(), nth: 2);

        await Should.ThrowAsync<UploadStoreException>(() => store.AppendAsync(upload, content));

        var parts = await Bucket.PartsAsync(upload);
        var contiguous = Enumerable.Range(1, 7).TakeWhile(parts.ContainsKey).Sum(number => parts[number]);
        var found = await Bucket.Open().ReadAsync(upload.Id);
        found.Offset.ShouldBe(contiguous);
        await FinishAsync(found, content);
    }
}
