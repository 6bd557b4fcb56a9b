using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>The bytes in <c>ID.part</c>, which tusd loses when it replaces them.</summary>
public sealed class TailTests : BucketTests
{
    [Test]
    public async Task A_tail_stays_until_its_replacement_is_stored()
    {
        var content = Content(12 * MiB);
        var store = Bucket.Open(Small, retries: 0);
        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content.AsMemory(0, 700));
        Bucket.FailEach("PUT", "*");

        await Should.ThrowAsync<UploadStoreException>(() => store.AppendAsync(upload, content.AsMemory(700)));
        await Should.ThrowAsync<UploadStoreException>(() => store.AppendAsync(upload, content.AsMemory(700, 10)));

        var found = await store.ReadAsync(upload.Id);
        found.Offset.ShouldBe(700);
        (await Bucket.GetAsync(upload.ObjectId() + ".part")).ShouldBe(content[..700]);
    }

    [Test]
    public async Task A_tail_whose_bytes_are_in_a_part_does_not_count_again()
    {
        var content = Content(12 * MiB);
        var store = Bucket.Open(Small, retries: 0);
        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content.AsMemory(0, 700));
        Bucket.FailEach("DELETE", "*");

        upload = await store.AppendAsync(upload, content.AsMemory(700, 5 * MiB));

        upload.Offset.ShouldBe((5 * MiB) + 700);
        var found = await Bucket.Open().ReadAsync(upload.Id);
        found.Offset.ShouldBe(upload.Offset);
        await FinishAsync(found, content);
    }

    [TestCase(700)]
    [TestCase((5 * MiB) + 700)]
    public async Task A_length_that_is_declared_late_loses_no_tail(int length)
    {
        var content = Content(length);
        var store = Bucket.Open(Small);
        var upload = (await store.CreateAsync(
            new UploadInfo { Id = "deferred", Length = null, Completion = UploadCompletion.Awaited }, default)).ShouldNotBeNull();
        upload = await store.AppendAsync(upload, content);
        upload.Offset.ShouldBe(length);

        upload = await store.UpdateAsync(upload with { Length = length, Completion = UploadCompletion.Declared }, default);
        (await Bucket.Open().FinishAsync(await Bucket.Open().ReadAsync(upload.Id))).IsComplete.ShouldBeTrue();

        (await Bucket.GetAsync("deferred")).ShouldBe(content);
        (await Bucket.KeysAsync()).ShouldBe(["deferred", "deferred.info"]);
    }
}
