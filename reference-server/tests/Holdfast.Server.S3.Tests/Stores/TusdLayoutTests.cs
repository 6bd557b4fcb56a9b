using System.Text;
using Amazon.S3.Model;
using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>A bucket is laid out as tusd v2 lays it out, so that either server goes on with what the other began.</summary>
public sealed class TusdLayoutTests : BucketTests
{
    [Test]
    public async Task An_upload_is_a_multipart_upload_an_info_object_and_a_tail()
    {
        var store = Bucket.Open(options => options with { ObjectPrefix = "in/box", PartSize = 5 * MiB });
        var content = Content((5 * MiB) + 3);
        var upload = await store.AppendAsync(await store.CreateAsync(11 * MiB, "filename a2VscC50eHQ=,filetype dGV4dC9wbGFpbg=="), content);

        var id = upload.ObjectId();
        (await Bucket.KeysAsync()).ShouldBe([$"in/box/{id}.info", $"in/box/{id}.part"]);
        (await Bucket.PartsAsync(upload, $"in/box/{id}")).ShouldBe(new Dictionary<int, long> { [1] = 5 * MiB });
        (await Bucket.GetAsync($"in/box/{id}.part")).ShouldBe(content[^3..]);
        var info = Encoding.UTF8.GetString(await Bucket.GetAsync($"in/box/{id}.info"));
        info.ShouldStartWith(
            $$$"""{"ID":"{{{upload.Id}}}","Size":11534336,"SizeIsDeferred":false,"Offset":0,"""
            + """MetaData":{"filename":"kelp.txt","filetype":"text/plain"},""".Insert(0, "\"")
            + "\"IsPartial\":false,\"IsFinal\":false,\"PartialUploads\":null,"
            + $$$"""Storage":{"Bucket":"{{{Bucket.Name}}}","Key":"in/box/{{{id}}}","Type":"s3store"}""".Insert(0, "\""),
            Case.Sensitive);
    }

    [Test]
    public async Task A_complete_upload_is_an_object_with_the_metadata_that_fit_into_header_fields()
    {
        var store = Bucket.Open();
        var metadata = $"filename {Base64("zażółć\t🐢.txt")},filetype {Base64("image/png")},bad(key {Base64("x")},empty";
        var upload = await store.FinishAsync(await store.AppendAsync(await store.CreateAsync(5, metadata), "hello"u8.ToArray()));

        var answer = await Bucket.Client.GetObjectMetadataAsync(Bucket.Name, upload.ObjectId());
        answer.Headers.ContentType.ShouldBe("image/png");
        answer.Metadata["filename"].ShouldBe("za???? ?.txt");
        answer.ContentLength.ShouldBe(5);
        (await Bucket.KeysAsync()).ShouldBe([upload.ObjectId(), upload.ObjectId() + ".info"]);
        (await Bucket.MultipartUploadsAsync()).ShouldBe(0);
    }

    [TestCase(0)]
    [TestCase(700)]
    public async Task An_upload_that_tusd_began_goes_on_here(int tail)
    {
        var content = Content(18 * MiB);
        var id = await BeginAsTusdAsync(content, tail);
        var store = Bucket.Open();

        var found = await store.ReadAsync(id);
        (found.Offset, found.Length, found.Metadata).ShouldBe(((10 * MiB) + tail, content.Length, "filename a2VscA=="));
        var whole = await store.FinishAsync(await store.AppendAsync(found, content.AsMemory((int)found.Offset)));

        whole.IsComplete.ShouldBeTrue();
        (await Bucket.GetAsync(whole.ObjectId())).ShouldBe(content);
        (await Bucket.KeysAsync()).ShouldBe(["old/feed", "old/feed.info"]);
    }

    [Test]
    public async Task An_upload_that_tusd_completed_is_complete_here()
    {
        var content = Content(10 * MiB);
        var id = await BeginAsTusdAsync(content, tail: 0);
        await Bucket.Client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = Bucket.Name,
            Key = "old/feed",
            UploadId = id[(id.LastIndexOf('+') + 1)..],
            PartETags = [.. (await PartsOfAsync(id)).Select(part => new PartETag(part.PartNumber!.Value, part.ETag))],
        });

        await ShouldServeAsync(id, content);
    }

    // tusd joins parts that are too small for S3 in a file, stores that as an object, and aborts the multipart upload.
    [Test]
    public async Task A_final_upload_of_small_parts_that_tusd_stored_is_complete_here()
    {
        var begun = await Bucket.Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket.Name, Key = "old/feed" });
        await Bucket.PutAsync("old/feed", "hello world"u8.ToArray());
        await Bucket.Client.AbortMultipartUploadAsync(
            new AbortMultipartUploadRequest { BucketName = Bucket.Name, Key = "old/feed", UploadId = begun.UploadId });
        var id = $"old/feed+{begun.UploadId}";
        await Bucket.PutAsync("old/feed.info", Encoding.UTF8.GetBytes(
            Info(id, 11).Replace("\"IsFinal\":false,\"PartialUploads\":null", "\"IsFinal\":true,\"PartialUploads\":[\"a+1\",\"b+2\"]",
                StringComparison.Ordinal)));

        var whole = await ShouldServeAsync(id, "hello world"u8.ToArray());

        whole.IsFinal.ShouldBeTrue();
        whole.PartialUploads.ShouldBe(["a+1", "b+2"]);
    }

    [Test]
    public async Task A_tail_that_tusd_stored_counts_once_though_its_removal_fails()
    {
        var content = Content(18 * MiB);
        var id = await BeginAsTusdAsync(content, 700);
        var store = Bucket.Open(options => options with { PartSize = 5 * MiB }, retries: 0);
        Bucket.FailEach("DELETE", "*.part");

        var found = await store.ReadAsync(id);
        await store.AppendAsync(found, content.AsMemory((int)found.Offset, 6 * MiB));

        (await Bucket.KeysAsync()).ShouldContain("old/feed.part");
        (await Bucket.Open().ReadAsync(id)).Offset.ShouldBe((16 * MiB) + 700);
    }

    [Test]
    public async Task An_upload_is_found_by_its_whole_id_only()
    {
        var store = Bucket.Open();
        var upload = await store.CreateAsync(5);

        (await store.GetInfoAsync(upload.ObjectId(), default)).ShouldBeNull();
        (await store.GetInfoAsync(upload.ObjectId() + "+other", default)).ShouldBeNull();
    }

    [Test]
    public async Task Another_object_of_the_bucket_is_no_upload_and_stays()
    {
        var store = Bucket.Open();
        await Bucket.PutAsync("photo", Content(10));
        var other = await store.CreateAsync(5);

        await store.TerminateAsync(new() { Id = "photo+x", Length = null }, default);
        await store.TerminateAsync(new() { Id = other.ObjectId() + "+x", Length = null }, default);

        (await Bucket.KeysAsync()).ShouldBe(["photo", other.ObjectId() + ".info"], ignoreOrder: true);
        (await store.ReadAsync(other.Id)).Offset.ShouldBe(0);
    }

    [Test]
    public async Task The_key_can_end_with_the_files_name_and_any_place_can_be_chosen()
    {
        var named = Bucket.Open(options => options with { FileNameInKey = true });
        var chosen = Bucket.Open(options => options with { Place = upload => new S3Place(Bucket.Name, "x/" + upload.Metadata!.Length) });
        var first = await named.AppendAsync(await named.CreateAsync(5, $"filename {Base64("../a/b\\kelp.txt")}"), "hello"u8.ToArray());
        var second = await chosen.AppendAsync(await chosen.CreateAsync(5, "a"), "world"u8.ToArray());

        // Another store knows nothing of the choice.
        foreach (var upload in new[] { first, second })
        {
            await Bucket.Open().FinishAsync(await Bucket.Open().ReadAsync(upload.Id));
        }

        (await Bucket.GetAsync($"{first.ObjectId()}/kelp.txt")).ShouldBe("hello"u8.ToArray());
        (await Bucket.GetAsync("x/1")).ShouldBe("world"u8.ToArray());
        await named.TerminateAsync(await named.ReadAsync(first.Id), default);
        await named.TerminateAsync(await named.ReadAsync(second.Id), default);
        (await Bucket.KeysAsync()).ShouldBeEmpty();
    }

    // Written as facts about tusd say: two parts, a tail without metadata, and the info object without members of ours.
    private async Task<string> BeginAsTusdAsync(byte[] content, int tail)
    {
        var begun = await Bucket.Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket.Name, Key = "old/feed" });
        for (var number = 1; number <= 2; number++)
        {
            await Bucket.Client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = Bucket.Name,
                Key = "old/feed",
                UploadId = begun.UploadId,
                PartNumber = number,
                InputStream = new MemoryStream(content, (number - 1) * 5 * MiB, 5 * MiB),
                UseChunkEncoding = !Gateway.IsSwift,
            });
        }

        var id = $"old/feed+{begun.UploadId}";
        await Bucket.PutAsync("old/feed.info", Encoding.UTF8.GetBytes(Info(id, content.Length)));
        if (tail > 0)
        {
            await Bucket.PutAsync("old/feed.part", content[(10 * MiB)..((10 * MiB) + tail)]);
        }

        return id;
    }

    private string Info(string id, int size) => $$$"""
        {"ID":"{{{id}}}","Size":{{{size}}},"SizeIsDeferred":false,"Offset":0,"MetaData":{"filename":"kelp"},"IsPartial":false,
        """ + $$$"""
        "IsFinal":false,"PartialUploads":null,"Storage":{"Bucket":"{{{Bucket.Name}}}","Key":"old/feed","Type":"s3store"}}
        """;

    private async Task<IEnumerable<PartDetail>> PartsOfAsync(string id) => (await Bucket.Client.ListPartsAsync(
        new ListPartsRequest { BucketName = Bucket.Name, Key = "old/feed", UploadId = id[(id.LastIndexOf('+') + 1)..] })).Parts;

    private async Task<UploadInfo> ShouldServeAsync(string id, byte[] content)
    {
        var store = Bucket.Open();
        var upload = await store.ReadAsync(id);
        (upload.Offset, upload.IsComplete).ShouldBe((content.Length, true));
        await using var stream = (await ((IServingStore)store).OpenReadAsync(upload, 0, content.Length, default)).ShouldNotBeNull();
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        read.ToArray().ShouldBe(content);
        return upload;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
