using System.Diagnostics;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores.FileStore;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class HandoverTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_head_takes_over_from_a_stalled_patch_at_once(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(100, cancellationToken);
        using var stalled = await site.ConnectAsync(cancellationToken);
        await stalled.SendAsync(Patch(path, 0, 100) + new string('x', 40), cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        var watch = Stopwatch.StartNew();
        var head = await site.HeadAsync(path, cancellationToken);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        head.Status.ShouldBe(200);
        head.Offset.ShouldBe(40);
        var response = await stalled.ReadAsync(cancellationToken);
        response.Status.ShouldBe(400);
        response.Body.ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        (await stalled.ReadToEndAsync(cancellationToken)).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_patch_that_was_taken_over_can_not_write_when_it_revives(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(100, cancellationToken);
        using var old = await site.ConnectAsync(cancellationToken);
        await old.SendAsync(Patch(path, 0, 100) + new string('x', 40), cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(40);
        using var successor = await site.ConnectAsync(cancellationToken);
        await successor.SendAsync(Patch(path, 40, 60) + new string('y', 30), cancellationToken);
        await old.SendAsync(new string('z', 60), cancellationToken);
        (await old.ReadAsync(cancellationToken)).Status.ShouldBe(400);
        await old.ReadToEndAsync(cancellationToken);
        await successor.SendAsync(new string('y', 30), cancellationToken);

        (await successor.ReadAsync(cancellationToken)).Offset.ShouldBe(100);
        site.Stored(path).ShouldBe(new string('x', 40) + new string('y', 60));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_patch_that_is_asked_to_stop_before_it_reads_still_saves_all_that_arrived(
        [Values] bool chunked, CancellationToken cancellationToken)
    {
        var locker = new WatchedLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var path = await site.CreateAsync(100_000, cancellationToken);
        var body = new string('x', 60_000);
        var held = await locker.AcquireAsync(path.Split('/')[^1], () => { }, cancellationToken);
        await locker.QueuedAsync(cancellationToken);
        using var patch = await site.ConnectAsync(cancellationToken);
        await patch.SendAsync(
            chunked ? Patch(path, 0, "Transfer-Encoding: chunked") + "ea60\r\n" + body : Patch(path, 0, 100_000) + body, cancellationToken);
        await locker.QueuedAsync(cancellationToken);
        var head = site.HeadAsync(path, cancellationToken);
        await locker.QueuedAsync(cancellationToken);

        await held.ShouldNotBeNull().DisposeAsync();

        (await head).Offset.ShouldBe(60_000);
        (await patch.ReadAsync(cancellationToken)).Body.ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        site.Stored(path).ShouldBe(body);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_whole_body_that_arrived_while_it_waited_is_no_interruption(CancellationToken cancellationToken)
    {
        var locker = new WatchedLocker();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var path = await site.CreateAsync(5, cancellationToken);
        var held = await locker.AcquireAsync(path.Split('/')[^1], () => { }, cancellationToken);
        await locker.QueuedAsync(cancellationToken);
        var patch = site.PatchAsync(path, 0, "hello", cancellationToken);
        await locker.QueuedAsync(cancellationToken);
        var head = site.HeadAsync(path, cancellationToken);
        await locker.QueuedAsync(cancellationToken);

        await held.ShouldNotBeNull().DisposeAsync();

        (await patch).Status.ShouldBe(204);
        (await head).Offset.ShouldBe(5);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_delete_takes_over_too(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(100, cancellationToken);
        using var stalled = await site.ConnectAsync(cancellationToken);
        await stalled.SendAsync(Patch(path, 0, 100) + "x", cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);

        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);

        (await stalled.ReadAsync(cancellationToken)).Status.ShouldBe(400);
        (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(404);
        (await site.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(404);
        site.Files().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Of_many_patches_at_one_offset_exactly_one_is_stored([Values(2, 16)] int count, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();
        var path = await site.CreateAsync(1_000, cancellationToken);
        var barrier = new TaskCompletionSource();
        var racers = Enumerable.Range(0, count).Select(async racer =>
        {
            using var connection = await site.ConnectAsync(cancellationToken);
            await barrier.Task;
            await connection.SendAsync(Patch(path, 0, 1_000) + new string((char)('a' + racer), 1_000), cancellationToken);
            return await connection.ReadAsync(cancellationToken);
        }).ToList();
        barrier.SetResult();

        var responses = await Task.WhenAll(racers);

        responses.Count(response => response.Status == 204).ShouldBe(1);
        responses.Where(response => response.Status != 204).ShouldAllBe(response => response.Status == 409);
        var winner = Array.FindIndex(responses, response => response.Status == 204);
        site.Stored(path).ShouldBe(new string((char)('a' + winner), 1_000));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_finished_upload_needs_no_lock(CancellationToken cancellationToken)
    {
        var locker = new MemoryUploadLocker();
        await using var site = await StartAsync(options => options with
        {
            Locker = locker, AcquireLockTimeout = TimeSpan.FromMilliseconds(50),
        });
        var path = await site.CreateAsync(5, cancellationToken);
        await site.PatchAsync(path, 0, "hello", cancellationToken);
        await using var held = await locker.AcquireAsync(path.Split('/')[^1], () => { }, cancellationToken);

        (await site.HeadAsync(path, cancellationToken)).Offset.ShouldBe(5);
        (await site.AskAsync(Request("GET", path), cancellationToken)).Body.ShouldBe("hello");
        (await site.PatchAsync(path, 5, "", cancellationToken)).Status.ShouldBe(423);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_holder_that_does_not_let_go_makes_423(CancellationToken cancellationToken)
    {
        var locker = new MemoryUploadLocker();
        await using var site = await StartAsync(options => options with
        {
            Locker = locker, AcquireLockTimeout = TimeSpan.FromMilliseconds(50),
        });
        var path = await site.CreateAsync(5, cancellationToken);
        var asked = false;
        await using (await locker.AcquireAsync(path.Split('/')[^1], () => asked = true, cancellationToken))
        {
            (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(423);
            (await site.PatchAsync(path, 0, "hello", cancellationToken)).Body.ShouldStartWith("ERR_UPLOAD_LOCKED: ");
        }

        asked.ShouldBeTrue();
        (await site.PatchAsync(path, 0, "hello", cancellationToken)).Status.ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_head_takes_over_from_a_stalled_patch_of_another_server_on_the_same_directory(CancellationToken cancellationToken)
    {
        await using var first = await StartAsync();
        await using var firstLocked = await StartAsync(options => options with
        {
            Store = new FileUploadStore(first.Directory), Locker = new FileUploadLocker(first.Directory),
        });
        await using var second = await StartAsync(options => options with
        {
            Store = new FileUploadStore(first.Directory), Locker = new FileUploadLocker(first.Directory),
        });
        var path = await firstLocked.CreateAsync(100, cancellationToken);
        using var stalled = await firstLocked.ConnectAsync(cancellationToken);
        await stalled.SendAsync(Patch(path, 0, 100) + new string('x', 40), cancellationToken);
        while (first.Stored(path).Length < 40)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        var head = await second.HeadAsync(path, cancellationToken);

        head.Offset.ShouldBe(40);
        (await stalled.ReadAsync(cancellationToken)).Body.ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        (await second.PatchAsync(path, 40, new string('y', 60), cancellationToken)).Offset.ShouldBe(100);
        first.Stored(path).ShouldBe(new string('x', 40) + new string('y', 60));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_storm_of_heads_does_not_keep_an_upload_from_its_end([Values] bool files, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var site = await StartAsync(options => options with
        {
            Locker = files ? new FileUploadLocker(directory.FullName) : new MemoryUploadLocker(),
        });
        const int Length = 200_000;
        var path = await site.CreateAsync(Length, cancellationToken);
        using var over = new CancellationTokenSource();
        var storm = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                (await site.HeadAsync(path, cancellationToken)).Status.ShouldBe(200);
            }
        })).ToList();

        // The sender needs several round trips for its body; each attempt must bring it forward.
        var attempts = 0;
        for (var offset = 0L; offset < Length; attempts++)
        {
            using var connection = await site.ConnectAsync(cancellationToken);
            await connection.SendAsync(Patch(path, offset, Length - offset), cancellationToken);
            await connection.SendAsync(new string('x', (int)Math.Min(20_000, Length - offset)), cancellationToken);
            await connection.ReadAsync(cancellationToken);
            var stored = (await site.HeadAsync(path, cancellationToken)).Offset;
            stored.ShouldBeGreaterThan(offset);
            offset = stored;
        }

        attempts.ShouldBeLessThanOrEqualTo(Length / 20_000 + 5);
        await over.CancelAsync();
        await Task.WhenAll(storm);
    }
}
