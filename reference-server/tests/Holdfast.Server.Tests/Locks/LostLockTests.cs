using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>A lease that ends while its holder still writes: nothing of the late write counts.</summary>
public sealed class LostLockTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_patch_that_loses_its_lock_writes_nothing_more_and_its_successor_goes_on(
        [Values] bool chunked, CancellationToken cancellationToken)
    {
        var locker = new LeaseLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var path = await site.CreateAsync(100, cancellationToken);
        using var late = await site.ConnectAsync(cancellationToken);
        var start = chunked ? Patch(path, 0, "Transfer-Encoding: chunked") + "28\r\n" : Patch(path, 0, 100);
        await late.SendAsync(start + new string('x', 40) + (chunked ? "\r\n" : ""), cancellationToken);
        while (site.Stored(path).Length < 40)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await locker.LoseAsync(path);
        await late.SendAsync((chunked ? "3c\r\n" : "") + new string('z', 60), cancellationToken);

        var response = await late.ReadAsync(cancellationToken);
        response.Status.ShouldBe(503);
        response.Body.ShouldStartWith("ERR_LOCK_LOST: ");
        response["Retry-After"].ShouldBe("1");
        response["Upload-Offset"].ShouldBeNull("The server doesn't know how far the upload is now.");
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(40);
        (await site.PatchAsync(path, 40, new string('y', 60), cancellationToken)).Offset.ShouldBe(100);
        site.Stored(path).ShouldBe(new string('x', 40) + new string('y', 60));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Bytes_that_arrived_before_the_loss_and_are_not_stored_are_dropped(
        [Values(10, 60_000)] int arrived, CancellationToken cancellationToken)
    {
        var locker = new LeaseLocker();
        var goOn = new TaskCompletionSource();
        await using var site = await StartAsync(options => options with { Locker = locker });
        site.Store.BeforeAppend = () => goOn.Task;
        var path = await site.CreateAsync(100_000, cancellationToken);
        using var late = await site.ConnectAsync(cancellationToken);
        await late.SendAsync(Patch(path, 0, 100_000) + new string('x', arrived), cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        await locker.LoseAsync(path);
        goOn.SetResult();

        (await late.ReadAsync(cancellationToken)).Body.ShouldStartWith("ERR_LOCK_LOST: ");
        site.Stored(path).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_body_with_a_checksum_that_loses_its_lock_is_not_kept(CancellationToken cancellationToken)
    {
        var locker = new LeaseLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var path = await site.CreateAsync(5, cancellationToken);
        site.Store.BeforeAppend = () => locker.LoseAsync(path);

        var response = await site.AskAsync(
            Patch(path, 0, "Content-Length: 5\r\nUpload-Checksum: sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=") + "hello", cancellationToken);

        response.Status.ShouldBe(503);
        site.Stored(path).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_upload_of_the_draft_that_loses_its_lock_before_its_completion_stays_incomplete(CancellationToken cancellationToken)
    {
        var locker = new LeaseLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var draft = new Draft(9);
        var path = await draft.CreateAsync(site, "", cancellationToken);
        site.Store.AfterAppend = () => locker.LoseAsync(path);

        var response = await draft.AppendAsync(site, path, 0, isComplete: true, "hello", cancellationToken);

        response.Status.ShouldBe(503);
        response["Content-Type"].ShouldBe("application/problem+json");
        response["Retry-After"].ShouldBe("1");
        site.Store.AfterAppend = () => Task.CompletedTask;
        draft.IsComplete(await draft.HeadAsync(site, path, cancellationToken)).ShouldBe(false);
        (await draft.AppendAsync(site, path, 5, isComplete: true, "", cancellationToken)).Status.ShouldBe(201);
    }

    [TestCase("PATCH")]
    [TestCase("DELETE")]
    [TestCase("HEAD")]
    [CancelAfter(20_000)]
    public async Task A_lock_that_is_lost_as_soon_as_it_is_granted_lets_nothing_be_done(string method, CancellationToken cancellationToken)
    {
        var locker = new LeaseLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var path = await site.CreateAsync(5, cancellationToken);
        locker.LosesAtOnce = true;

        var request = method == "PATCH" ? Patch(path, 0, 5) + "hello" : Request(method, path);
        (await site.AskAsync(request, cancellationToken)).Status.ShouldBe(503);

        locker.LosesAtOnce = false;
        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(0);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_final_upload_whose_lock_is_lost_is_not_put_together(CancellationToken cancellationToken)
    {
        var locker = new LeaseLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var part = await site.CreatePartAsync("hello", cancellationToken);
        site.Store.BeforeConcatenation = () => locker.LoseAsync(part);

        var refused = await site.ConcatenateAsync($"final;{part}", cancellationToken);

        refused.Status.ShouldBe(503);
        refused.Body.ShouldStartWith("ERR_LOCK_LOST: ");
        site.Store.BeforeConcatenation = () => Task.CompletedTask;
        (await site.ConcatenateAsync($"final;{part}", cancellationToken)).Status.ShouldBe(201);
    }
}
