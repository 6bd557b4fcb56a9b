using System.IO.Pipelines;
using Amazon.S3.Model;
using Holdfast.Chaos;
using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>What tusd's S3 store gets wrong at its edges, and its users lose bytes by.</summary>
public sealed class WeaknessTests : BucketTests
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

    [Test]
    public async Task A_completion_whose_answer_was_lost_is_found_done()
    {
        var content = Content(5 * MiB);
        var store = Bucket.Open(Small, retries: 0);
        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content);
        Bucket.Proxy.Add(Toxic.Http(
            HttpTrigger.BeforeResponse(status: 200, "POST", $"/{Bucket.Name}/{upload.ObjectId()}"), HttpAction.InjectStatus(500)));

        (await Should.ThrowAsync<UploadStoreException>(() => store.FinishAsync(upload))).IsTransient.ShouldBeTrue();

        (await store.FinishAsync(upload)).IsComplete.ShouldBeTrue();
        (await Bucket.Open().ReadAsync(upload.Id)).IsComplete.ShouldBeTrue();
        (await Bucket.GetAsync(upload.ObjectId())).ShouldBe(content);
    }

    [Test]
    public async Task A_completion_that_did_not_reach_s3_is_made_up_for()
    {
        var content = Content(700);
        var store = Bucket.Open(retries: 0);
        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content);
        Bucket.FailEach("POST", upload.ObjectId(), nth: 1);

        await Should.ThrowAsync<UploadStoreException>(() => store.FinishAsync(upload));

        var found = await Bucket.Open().ReadAsync(upload.Id);
        (found.HasAllBytes, found.IsComplete).ShouldBe((true, false));
        (await store.FinishAsync(found)).IsComplete.ShouldBeTrue();
        (await Bucket.GetAsync(upload.ObjectId())).ShouldBe(content);
    }

    [Test]
    public async Task An_upload_with_all_bytes_is_completed_before_it_is_removed_and_never_aborted()
    {
        var store = Bucket.Open();
        var upload = await store.AppendAsync(await store.CreateAsync(5), "hello"u8.ToArray());
        Bucket.FailEach("POST", upload.ObjectId());

        await Should.ThrowAsync<UploadStoreException>(async () => await store.TerminateAsync(upload, default));
        (await Bucket.MultipartUploadsAsync()).ShouldBe(1, "An abort would run against a completion that is under way.");

        Bucket.Proxy.Remove(Bucket.Proxy.Toxics[0].Name);
        await store.TerminateAsync(await store.ReadAsync(upload.Id), default);
        (await Bucket.KeysAsync()).ShouldBeEmpty();
        (await Bucket.MultipartUploadsAsync()).ShouldBe(0);
    }

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

    [Test]
    public async Task A_concatenation_is_copied_by_s3_and_keeps_its_metadata()
    {
        var store = Bucket.Open(Small);
        var contents = new[] { Content(6 * MiB, 1), Content(700, 2), Content(7 * MiB, 3), Content(3, 4) };
        var parts = new List<UploadInfo>();
        foreach (var content in contents)
        {
            var part = await store.CreateAsync(content.Length);
            parts.Add(await store.FinishAsync(await store.AppendAsync(part, content)));
        }

        var final = (await store.CreateAsync(
            new UploadInfo
            {
                Id = "final",
                Length = null,
                IsFinal = true,
                Metadata = "filetype aW1hZ2UvcG5n,filename YQ==",
                PartialUploads = [.. parts.Select(part => part.Id)],
            },
            default)).ShouldNotBeNull();
        final = await store.ConcatenateAsync(final with { Length = parts.Sum(part => part.Offset) }, parts, default);

        (await Bucket.Open().ReadAsync(final.Id)).Offset.ShouldBe(0, "It gets all of its bytes at once.");
        await store.FinishAsync(final);
        (await Bucket.GetAsync("final")).ShouldBe(contents.SelectMany(content => content));
        var stored = await Bucket.Client.GetObjectMetadataAsync(Bucket.Name, "final");
        (stored.Headers.ContentType, stored.Metadata["filename"]).ShouldBe(("image/png", "a"));
    }

    [Test]
    public async Task S3_out_of_reach_is_told_as_that_and_the_upload_goes_on_afterwards()
    {
        var content = Content(12 * MiB);
        var store = Bucket.Open(options => Small(options) with { CallTimeout = TimeSpan.FromSeconds(1) }, retries: 0);
        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content.AsMemory(0, 6 * MiB));
        Bucket.Proxy.Add(Toxic.Http(HttpTrigger.BeforeRequest() with { Nth = 0 }, HttpAction.BlackHole()));

        (await Should.ThrowAsync<UploadStoreException>(() => store.ReadAsync(upload.Id))).IsTransient.ShouldBeTrue();
        var failure = await Should.ThrowAsync<UploadStoreException>(() => store.AppendAsync(upload, content.AsMemory(6 * MiB)));
        failure.IsTransient.ShouldBeTrue();

        // Another network: what the first one still holds back doesn't matter.
        var elsewhere = Bucket.Open(Small, network: Bucket.Endpoint);
        var found = await elsewhere.ReadAsync(upload.Id);
        await elsewhere.FinishAsync(await elsewhere.AppendAsync(found, content.AsMemory((int)found.Offset)));
        (await Bucket.GetAsync(upload.ObjectId())).AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

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
    public async Task An_upload_with_all_bytes_that_is_gone_already_is_terminated_without_a_failure()
    {
        var store = Bucket.Open();
        var upload = await store.AppendAsync(await store.CreateAsync(5), "hello"u8.ToArray());
        await Bucket.Open().TerminateAsync(await store.ReadAsync(upload.Id), default);

        await store.TerminateAsync(upload, default);

        (await Bucket.KeysAsync()).ShouldBeEmpty();
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

    [Test]
    public async Task An_append_that_s3_can_not_follow_takes_no_more_from_its_client(CancellationToken cancellationToken)
    {
        var store = Bucket.Open(options => Small(options) with { ConcurrentPartUploads = 1, MaxBufferedParts = 1 });
        var upload = await store.CreateAsync(1L << 30);
        Bucket.Proxy.Add(Toxic.Http(
            HttpTrigger.BeforeRequest("PUT", $"/{Bucket.Name}/{upload.ObjectId()}") with { Nth = 0 }, HttpAction.BlackHole()));
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: MiB, resumeWriterThreshold: MiB / 2));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var appending = store.AppendAsync(upload, body.Reader, new WriteScope(0, null, end.Token)).AsTask();
        var sent = 0;
        Task flush;
        while ((flush = body.Writer.WriteAsync(new byte[MiB], cancellationToken).AsTask()) is var one
            && await Task.WhenAny(one, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken)) == one)
        {
            sent++;
        }

        // One part is uploaded, one waits, one is full and waits for that place, and the pipe holds one mebibyte more.
        sent.ShouldBeInRange(10, 17);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => appending);
        await body.Reader.CompleteAsync();
        await flush;
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

    [Test]
    public async Task Temporary_files_have_no_names_while_parts_wait_and_are_gone_afterwards()
    {
        using var folder = new Server.Tests.TemporaryDirectory();
        var store = Bucket.Open(options => Small(options) with { TemporaryDirectory = folder.FullName });
        var content = Content(22 * MiB);

        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content);

        Directory.EnumerateFileSystemEntries(folder.FullName).ShouldBeEmpty();
        await FinishAsync(upload, content);
    }

    [Test]
    public async Task A_folder_for_temporary_files_that_is_not_there_is_named()
    {
        var store = Bucket.Open(options => options with { TemporaryDirectory = "/nowhere" });

        var failure = await Should.ThrowAsync<UploadStoreException>(async () =>
            await store.AppendAsync(await store.CreateAsync(MiB), Content(MiB)));

        failure.Message.ShouldContain("'/nowhere'");
        failure.IsTransient.ShouldBeTrue();
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public async Task Parts_are_sent_without_hashes_or_without_chunks(bool withoutHashes, bool withoutChunks)
    {
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

    private static S3StoreOptions Small(S3StoreOptions options) => options with { PartSize = 5 * MiB };

    // Goes on from where an upload is, by another process.
    private async Task FinishAsync(UploadInfo found, byte[] content)
    {
        var store = Bucket.Open(Small);
        Bucket.Proxy.Toxics.Select(toxic => toxic.Name).ToList().ForEach(Bucket.Proxy.Remove);
        found = await store.AppendAsync(found, content.AsMemory((int)found.Offset));
        (await store.FinishAsync(found)).IsComplete.ShouldBeTrue();
        (await Bucket.GetAsync(found.ObjectId())).AsSpan().SequenceEqual(content).ShouldBeTrue("The bytes differ.");
        (await Bucket.KeysAsync()).Where(key => key.EndsWith(".part", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
