using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.Builds;
using Holdfast.Server.Locks.Leases;
using Holdfast.Server.S3.Locks;
using Holdfast.Server.S3.Tests.Rigs;
using Holdfast.Server.Stores;

namespace Holdfast.Server.S3.Tests.Locks;

/// <summary>What is peculiar to locks in a bucket: their cost, what stays behind, and servers that have no conditional writes.</summary>
[CancelAfter(60_000)]
public sealed class S3UploadLockerTests
{
    private static readonly S3LockOptions Options = new()
    {
        Leases = new LeaseOptions { Duration = TimeSpan.FromSeconds(2), RenewalInterval = TimeSpan.FromSeconds(0.5) },
    };

    [SetUp]
    public void Skip()
    {
        ThisBuild.SkipServersUnlessFull();
        Gateway.DemandConditions();
    }

    // Exactly one of many takes the lease, round after round: of those who create it, and of those who replace a free one.
    [Test]
    public async Task One_of_many_writers_of_a_lease_succeeds(CancellationToken cancellationToken)
    {
        await using var bucket = await TestBucket.CreateAsync();
        var objects = new LeaseObjects(bucket.Client, bucket.Name, Options);
        await new ConditionalWrites(objects).DemandAsync(cancellationToken);
        string? tag = null;
        for (var round = 1; round <= 30; round++)
        {
            var current = tag;
            var number = round;
            var written = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => objects.TryWriteAsync(
                "a.lock", new LeaseState(number, $"writer {writer}", 0, 1), current, cancellationToken)));

            // Ceph may answer 500 to the one that succeeds, so that nobody has.
            var stored = (await objects.ReadAsync("a.lock", cancellationToken)).ShouldNotBeNull();
            stored.State.Fence.ShouldBe(number);
            written.Where(answer => answer is not null && answer != stored).ShouldBeEmpty();
            tag = stored.Tag;
        }
    }

    [Test]
    public async Task An_idle_lease_costs_a_request_for_each_renewal_and_no_more(CancellationToken cancellationToken)
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var client = TestBucket.NewClient(bucket.Endpoint);
        using var locker = await S3UploadLocker.OpenAsync(client, bucket.Name, Options, cancellationToken);
        await using var held = await locker.AcquireAsync("a", () => { }, cancellationToken);
        var requests = 0;
        ((AmazonS3Client)client).BeforeRequestEvent += (_, _) => requests++;

        await Task.Delay(TimeSpan.FromSeconds(2.2), TimeProvider.System, cancellationToken);

        requests.ShouldBeInRange(3, 4);
    }

    [Test]
    public async Task A_lock_costs_three_requests(CancellationToken cancellationToken)
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var client = TestBucket.NewClient(bucket.Endpoint);
        using var locker = await S3UploadLocker.OpenAsync(client, bucket.Name, Options, cancellationToken);
        var requests = new List<string>();
        ((AmazonS3Client)client).BeforeRequestEvent += (_, request) =>
            requests.Add(((WebServiceRequestEventArgs)request).Request.GetType().Name);

        await using (await locker.AcquireAsync("a", () => { }, cancellationToken))
        {
        }

        requests.ShouldBe(["GetObjectRequest", "PutObjectRequest", "PutObjectRequest"]);
        requests.Clear();
        await using (await locker.AcquireToReadAsync("a", () => { }, cancellationToken))
        {
        }

        requests.ShouldBe(["GetObjectRequest"]);
    }

    // The datagram doesn't reach a holder that listens at another family of addresses.
    [Test]
    public async Task Where_datagrams_do_not_pass_a_holder_is_asked_when_it_renews(CancellationToken cancellationToken)
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var holder = await S3UploadLocker.OpenAsync(
            bucket.Client, bucket.Name, Options with { HandoverEndPoint = new IPEndPoint(IPAddress.IPv6Loopback, 0) }, cancellationToken);
        using var other = await S3UploadLocker.OpenAsync(bucket.Client, bucket.Name, Options, cancellationToken);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = (await holder.AcquireAsync("a", asked.SetResult, cancellationToken)).ShouldNotBeNull();

        var waiting = other.AcquireAsync("a", () => { }, cancellationToken).AsTask();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        await held.DisposeAsync();

        var next = (await waiting).ShouldNotBeNull();
        next.Fence.ShouldBeGreaterThan(held.Fence);
        await next.DisposeAsync();
    }

    [Test]
    public async Task An_upload_that_is_forgotten_leaves_no_object(CancellationToken cancellationToken)
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var locker = await S3UploadLocker.OpenAsync(bucket.Client, bucket.Name, Options, cancellationToken);
        await (await locker.AcquireAsync("a", () => { }, cancellationToken)).ShouldNotBeNull().DisposeAsync();
        (await KeysAsync(bucket)).ShouldBe(["a.lock"], "the fence is remembered, and the probe is gone");

        var held = (await locker.AcquireAsync("a", () => { }, cancellationToken)).ShouldNotBeNull();
        held.Forget();
        await held.DisposeAsync();

        (await KeysAsync(bucket)).ShouldBeEmpty();
    }

    [Test]
    public async Task Leases_that_nobody_has_touched_for_long_are_leftovers(CancellationToken cancellationToken)
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var locker = await S3UploadLocker.OpenAsync(bucket.Client, bucket.Name, Options with { Prefix = "p/" }, cancellationToken);
        var former = (await locker.AcquireAsync("a", () => { }, cancellationToken)).ShouldNotBeNull();
        await former.DisposeAsync();
        await bucket.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket.Name, Key = "other.lock", ContentBody = "not below the prefix" }, cancellationToken);

        (await locker.RemoveLeftoversAsync(DateTimeOffset.UnixEpoch, cancellationToken).ToListAsync(cancellationToken)).ShouldBeEmpty();
        var removed = await locker
            .RemoveLeftoversAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), cancellationToken).ToListAsync(cancellationToken);

        removed.ShouldBe(["p/a.lock"]);
        (await KeysAsync(bucket)).ShouldBe(["other.lock"]);
        await using var next = (await locker.AcquireAsync("a", () => { }, cancellationToken)).ShouldNotBeNull();
        next.Fence.ShouldBeGreaterThan(former.Fence);
    }

    [Test]
    public async Task An_object_that_is_no_lease_is_not_overwritten(CancellationToken cancellationToken)
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var locker = await S3UploadLocker.OpenAsync(bucket.Client, bucket.Name, Options, cancellationToken);
        await bucket.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket.Name, Key = "a.lock", ContentBody = "{}" }, cancellationToken);

        var refused = await Should.ThrowAsync<UploadStoreException>(
            async () => await locker.AcquireAsync("a", () => { }, cancellationToken));

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldStartWith("The object 'a.lock' is not a lease.");
    }

    [TestCase("501 Not Implemented", "", "'If-None-Match: *' was answered with an error")]
    [TestCase("200 OK", "ETag: \"same\"\r\n", "'If-None-Match: *' was ignored for an object that existed")]
    public async Task A_server_without_conditional_writes_is_told_apart(
        string status, string fields, string says, CancellationToken cancellationToken)
    {
        await using var server = new SameAnswer($"HTTP/1.1 {status}\r\n{fields}Content-Length: 0\r\n\r\n");
        using var client = TestBucket.NewClient(server.Url);

        var refused = await Should.ThrowAsync<UploadStoreException>(
            () => S3UploadLocker.OpenAsync(client, "bucket", Options, cancellationToken));

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldStartWith("The S3 server has no conditional writes, which locks in a bucket need: ");
        refused.Message.ShouldContain(says);
    }

    private static async Task<List<string>> KeysAsync(TestBucket bucket)
    {
        var page = await bucket.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name });
        return [.. (page.S3Objects ?? []).Select(found => found.Key)];
    }
}
