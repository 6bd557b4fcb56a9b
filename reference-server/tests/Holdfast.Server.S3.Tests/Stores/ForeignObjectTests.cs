using Amazon.S3.Model;
using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>Objects that the store did not write, or that a crash left.</summary>
public sealed class ForeignObjectTests : BucketTests
{
    [Test]
    public async Task A_description_that_was_damaged_is_told_and_can_be_removed_and_expire()
    {
        var store = Bucket.Open();
        var upload = await store.CreateAsync(5);
        await Bucket.PutAsync(upload.ObjectId() + ".info", "{"u8.ToArray());

        var told = await Should.ThrowAsync<UploadStoreException>(() => store.ReadAsync(upload.Id));
        (told.IsTransient, told.LastChanged is not null).ShouldBe((false, true));
        var listed = (await store.ListAsync(DateTimeOffset.MaxValue).ToListAsync()).ShouldHaveSingleItem();
        (await store.ExpireAsync(new UploadInfo { Id = listed, Length = null, LastChanged = told.LastChanged }, default)).ShouldBeTrue();

        (await Bucket.KeysAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_strangers_info_object_is_neither_listed_nor_removed()
    {
        var store = Bucket.Open();
        await Bucket.PutAsync("photo", Content(10));
        await Bucket.PutAsync("photo.info", "taken in May"u8.ToArray());

        (await store.ListAsync(DateTimeOffset.MaxValue).ToListAsync()).ShouldBeEmpty();
        await Should.ThrowAsync<UploadStoreException>(
            async () => await store.TerminateAsync(new UploadInfo { Id = "photo+x", Length = null }, default));

        (await Bucket.KeysAsync()).ShouldBe(["photo", "photo.info"]);
    }

    [Test]
    public async Task What_a_crash_left_is_removed_and_nothing_else()
    {
        var store = Bucket.Open();
        var kept = await store.AppendAsync(await store.CreateAsync(10), "hello"u8.ToArray());
        var crashed = await store.CreateAsync(10);
        await Bucket.Client.DeleteObjectAsync(Bucket.Name, crashed.ObjectId() + ".info");
        var orphan = Guid.NewGuid().ToString("n") + ".part";
        await Bucket.PutAsync(orphan, [1]);
        await Bucket.PutAsync("theirs.part", [1]);
        await Bucket.Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = Bucket.Name, Key = "theirs" });

        (await store.RemoveLeftoversAsync(DateTimeOffset.UnixEpoch, default).ToListAsync()).ShouldBeEmpty("All of it is too young.");
        var removed = await store.RemoveLeftoversAsync(DateTimeOffset.MaxValue, default).ToListAsync();

        removed.ShouldBe([$"{crashed.ObjectId()} (multipart upload '{crashed.MultipartId()}')", orphan]);
        (await Bucket.MultipartUploadsAsync()).ShouldBe(2);
        (await Bucket.KeysAsync()).ShouldBe([kept.ObjectId() + ".info", kept.ObjectId() + ".part", "theirs.part"], ignoreOrder: true);
    }

    [Test]
    public async Task A_multipart_upload_that_a_rule_of_the_bucket_removed_is_no_upload_any_more()
    {
        var store = Bucket.Open();
        var upload = await store.AppendAsync(await store.CreateAsync(10), "hello"u8.ToArray());
        await Bucket.Client.AbortMultipartUploadAsync(Bucket.Name, upload.ObjectId(), upload.MultipartId());

        (await store.GetInfoAsync(upload.Id, default)).ShouldBeNull();

        await store.TerminateAsync(new UploadInfo { Id = upload.Id, Length = null }, default);
        (await Bucket.KeysAsync()).ShouldBeEmpty();
    }
}
