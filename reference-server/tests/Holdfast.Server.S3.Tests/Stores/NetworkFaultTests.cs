using System.Diagnostics;
using System.IO.Pipelines;
using Holdfast.Chaos;
using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;
using static Holdfast.Server.S3.Tests.Rigs.Uploads;

namespace Holdfast.Server.S3.Tests.Stores;

/// <summary>
/// The network between the store and S3 is broken. The scenarios of <c>holdfast check --store s3</c> break it at any moment; these tests
/// hit single calls.
/// </summary>
public sealed class NetworkFaultTests : BucketTests
{
    /// <summary>How often the stores of these tests repeat a call.</summary>
    private const int Retries = 2;

    // The holder of a lease, so that the store writes under conditions.
    private static readonly WriteScope Holder = new(Fence: 7, Stored: null, CancellationToken.None);

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
    public async Task S3_that_refuses_connections_is_a_transient_failure_of_each_call_and_never_an_upload_that_is_gone()
    {
        var content = Content(700);
        var store = Bucket.Open(retries: Retries);
        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content.AsMemory(0, 300));
        var whole = await store.AppendAsync(await store.CreateAsync(content.Length), content);
        using (Bucket.TakeAway())
        {
            await IsTransientAsync(() => store.CreateAsync(5));
            await IsTransientAsync(() => store.ReadAsync(upload.Id));
            await IsTransientAsync(() => store.AppendAsync(upload, content.AsMemory(300)));
            await IsTransientAsync(() => store.FinishAsync(whole));
            await IsTransientAsync(() => store.TerminateAsync(upload, default).AsTask());
        }

        await FinishAsync(await Bucket.Open().ReadAsync(upload.Id), content);
        (await Bucket.Open().FinishAsync(await Bucket.Open().ReadAsync(whole.Id))).IsComplete.ShouldBeTrue();
    }

    [TestCase(503, Description = "SlowDown")]
    [TestCase(500)]
    public async Task A_call_that_s3_answers_with_an_error_is_repeated_a_few_times_with_pauses(int status)
    {
        var store = Bucket.Open(retries: Retries);
        var upload = await store.AppendAsync(await store.CreateAsync(700), Content(300));
        Bucket.Proxy.Add(Toxic.Http(HttpTrigger.BeforeRequest() with { Nth = 0 }, HttpAction.InjectStatus(status)));
        var (calls, start) = (Bucket.Requests, Stopwatch.GetTimestamp());

        await IsTransientAsync(() => store.ReadAsync(upload.Id));

        Bucket.Struck.ShouldBeInRange(Retries + 1, (Bucket.Requests - calls) * (Retries + 1));
        Stopwatch.GetElapsedTime(start).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(1));
        Bucket.Mend();
        (await store.ReadAsync(upload.Id)).Offset.ShouldBe(300);
    }

    [Test]
    public async Task A_call_that_s3_refuses_once_to_slow_down_succeeds()
    {
        var content = Content(12 * MiB);
        var store = Bucket.Open(Small, Retries);
        var upload = await store.CreateAsync(content.Length);
        Bucket.FailEach("PUT", upload.ObjectId(), nth: 1);

        upload = await store.AppendAsync(upload, content);

        (upload.Offset, Bucket.Struck).ShouldBe((content.Length, 1));
        await FinishAsync(upload, content);
    }

    [TestCase(1, Retries)]
    [TestCase(0, 0)]
    public async Task A_part_whose_response_is_lost_counts_once(int nth, int retries)
    {
        var content = Content(12 * MiB);
        var store = Bucket.Open(options => Small(options) with { ConcurrentPartUploads = 1 }, retries);
        var upload = await store.CreateAsync(content.Length);
        Bucket.Lose("PUT", upload.ObjectId(), nth);

        var appending = store.AppendAsync(upload, content);
        if (retries == 0)
        {
            await IsTransientAsync(() => appending);
        }
        else
        {
            (await appending).Offset.ShouldBe(content.Length);
        }

        Bucket.Struck.ShouldBeGreaterThan(0);
        await FinishAsync(await Bucket.Open(Small).ReadAsync(upload.Id), content);
    }

    [TestCase(1, Retries, 0)]
    [TestCase(0, 0, 0)]
    [TestCase(1, Retries, 7)]
    [TestCase(0, 0, 7)]
    public async Task A_tail_whose_response_is_lost_counts_once(int nth, int retries, long fence)
    {
        var content = Content(700);
        var scope = fence == 0 ? default : Holder;
        var store = Bucket.Open(retries: retries);
        var upload = await AppendAsync(store, await store.CreateAsync(content.Length), content.AsMemory(0, 300), scope);
        Bucket.Lose("PUT", upload.ObjectId() + ".part", nth);

        var appending = AppendAsync(store, upload, content.AsMemory(300, 200), scope);
        if (retries == 0)
        {
            await IsTransientAsync(() => appending);
        }
        else
        {
            (await appending).Offset.ShouldBe(500);
        }

        Bucket.Struck.ShouldBeGreaterThan(0);
        Bucket.Mend();
        var found = await Bucket.Open().ReadAsync(upload.Id);
        found.Offset.ShouldBe(500, "S3 has stored it.");
        await FinishAsync(found, content);
    }

    [TestCase(1, Retries)]
    [TestCase(0, 0)]
    public async Task A_creation_whose_response_is_lost_is_made_or_leaves_nothing_that_counts(int nth, int retries)
    {
        if (nth == 1)
        {
            Gateway.DemandConditions();
        }

        var store = Bucket.Open(retries: retries);
        Bucket.Lose("PUT", "*.info", nth);

        if (retries == 0)
        {
            await IsTransientAsync(() => store.CreateAsync(700));
            Bucket.Mend();
            (await Bucket.MultipartUploadsAsync()).ShouldBe(0);
        }
        else
        {
            (await store.ReadAsync((await store.CreateAsync(700)).Id)).Offset.ShouldBe(0);
        }

        Bucket.Struck.ShouldBeGreaterThan(0);
    }

    [Test]
    public async Task A_completion_whose_response_is_lost_is_repeated_and_found_done()
    {
        var content = Content(5 * MiB);
        var store = Bucket.Open(Small, Retries);
        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content);
        Bucket.Lose("POST", upload.ObjectId(), nth: 1);

        (await store.FinishAsync(upload)).IsComplete.ShouldBeTrue();

        Bucket.Struck.ShouldBe(1);
        (await Bucket.GetAsync(upload.ObjectId())).ShouldBe(content);
    }

    [TestCase(1, Retries)]
    [TestCase(0, 0)]
    public async Task A_termination_whose_responses_are_lost_can_be_repeated_and_leaves_nothing(int nth, int retries)
    {
        var store = Bucket.Open(retries: retries);
        var upload = await store.AppendAsync(await store.CreateAsync(700), Content(300));
        Bucket.Lose("DELETE", "*", nth);

        if (retries == 0)
        {
            await IsTransientAsync(() => store.TerminateAsync(upload, default).AsTask());
            Bucket.Mend();
            await Bucket.Open().TerminateAsync(new UploadInfo { Id = upload.Id, Length = null }, default);
        }
        else
        {
            await store.TerminateAsync(upload, default);
        }

        Bucket.Struck.ShouldBeGreaterThan(0);
        (await Bucket.KeysAsync()).ShouldBeEmpty();
        (await Bucket.MultipartUploadsAsync()).ShouldBe(0);
    }

    [Test]
    public async Task Connections_that_are_cut_or_reset_in_the_middle_of_parts_lose_nothing_before_them()
    {
        var content = Content(22 * MiB);
        var store = Bucket.Open(options => Small(options) with { ConcurrentPartUploads = 2 }, retries: 0);
        var upload = await store.AppendAsync(await store.CreateAsync(content.Length), content.AsMemory(0, 6 * MiB));
        foreach (var toxic in new Toxic[] { Toxic.LimitData(3 * MiB), Toxic.ResetPeer(TimeSpan.FromMilliseconds(5)) })
        {
            Bucket.Proxy.Add(toxic with { Stream = ToxicStream.Upstream });
            await IsTransientAsync(() => store.AppendAsync(upload, content.AsMemory(6 * MiB)));
            Bucket.Mend();

            var found = await Bucket.Open(Small).ReadAsync(upload.Id);
            found.Offset.ShouldBeGreaterThanOrEqualTo(6 * MiB);
            upload = found;
        }

        await FinishAsync(upload, content);
    }

    [Test]
    public async Task A_slow_network_is_no_failure_while_bytes_pass()
    {
        // The part takes 4 s, of which the buffers on the way hide less than 2 s.
        var content = Content(16 * MiB);
        var store = Bucket.Open(
            options => options with { PartSize = 16 * MiB, CallTimeout = TimeSpan.FromSeconds(3) }, retries: 0);
        var upload = await store.CreateAsync(content.Length);
        Bucket.Proxy.Add(Toxic.Bandwidth(4_000) with { Stream = ToxicStream.Upstream });

        upload = await store.AppendAsync(upload, content);

        upload.Offset.ShouldBe(content.Length);
        await FinishAsync(upload, content);
    }

    private static async Task<UploadInfo> AppendAsync(
        S3UploadStore store, UploadInfo upload, ReadOnlyMemory<byte> bytes, WriteScope scope) =>
        await store.AppendAsync(upload, PipeReader.Create(new MemoryStream(bytes.ToArray())), scope);

    private static async Task IsTransientAsync(Func<Task> call) =>
        (await Should.ThrowAsync<UploadStoreException>(call)).IsTransient.ShouldBeTrue();
}
