using Holdfast.Chaos;
using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>The end of an upload: CompleteMultipartUpload and AbortMultipartUpload never run against each other.</summary>
public sealed class CompletionTests : BucketTests
{
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
    public async Task An_upload_with_all_bytes_that_is_gone_already_is_terminated_without_a_failure()
    {
        var store = Bucket.Open();
        var upload = await store.AppendAsync(await store.CreateAsync(5), "hello"u8.ToArray());
        await Bucket.Open().TerminateAsync(await store.ReadAsync(upload.Id), default);

        await store.TerminateAsync(upload, default);

        (await Bucket.KeysAsync()).ShouldBeEmpty();
    }
}
