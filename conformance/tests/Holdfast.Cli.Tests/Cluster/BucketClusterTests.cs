using System.Diagnostics;
using Holdfast.Cli.Tests.Serving;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>Servers that share a bucket and nothing else: it has the bytes and the locks.</summary>
public sealed class BucketClusterTests
{
    private const int Part = 6 * 1024 * 1024;

    [Test]
    [CancelAfter(120_000)]
    public async Task A_head_takes_over_from_a_patch_that_stalls_in_another_server(CancellationToken cancellationToken)
    {
        await using var cluster = await ServerCluster.StartOnBucketAsync(2, cancellationToken);
        var (first, second) = (cluster.Servers[0], cluster.Servers[1]);
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await StallAsync(cluster, path, 100, new string('x', 40), cancellationToken);

        var head = await second.AskAsync(Request("HEAD", path), cancellationToken);

        (head.Status, head.Offset).ShouldBe((200, 40));
        (await stalled.ReadAsync(cancellationToken)).Body.ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        (await first.AskAsync(Patch(path, 40, 60) + new string('y', 60), cancellationToken)).Offset.ShouldBe(100);
        (await cluster.Bucket.KeysAsync(cancellationToken)).Count.ShouldBe(2, "the object and its description, and no lock");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_killed_server_blocks_nobody_for_longer_than_a_lease(CancellationToken cancellationToken)
    {
        await using var cluster = await ServerCluster.StartOnBucketAsync(2, cancellationToken);
        var (first, second) = (cluster.Servers[0], cluster.Servers[1]);
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await StallAsync(cluster, path, 100, "xxxx", cancellationToken);

        first.Process.Kill();
        var watch = Stopwatch.StartNew();
        var done = await second.AskAsync(Patch(path, 0, 100) + new string('y', 100), cancellationToken);

        (done.Status, done.Offset).ShouldBe((204, 100));
        watch.Elapsed.ShouldBeLessThan(ServerCluster.Lease + ServerCluster.Slack);
        (await cluster.DownloadAsync(path, cancellationToken)).ShouldAllBe(value => value == 'y');
    }

    // The first half is a part that the stopped server has sent, or is about to send, when it goes on; other bytes are there by then.
    [Test]
    [CancelAfter(120_000)]
    public async Task A_server_that_is_stopped_past_its_lease_and_goes_on_can_not_write(CancellationToken cancellationToken)
    {
        await using var cluster = await ServerCluster.StartOnBucketAsync(2, cancellationToken);
        var (first, second) = (cluster.Servers[0], cluster.Servers[1]);
        var path = await first.CreateAsync(2 * Part, cancellationToken);
        using var stalled = await StallAsync(cluster, path, 2 * Part, new string('z', Part), cancellationToken);

        await first.Process.SignalAsync("STOP", cancellationToken);
        var watch = Stopwatch.StartNew();
        var head = await second.AskAsync(Request("HEAD", path), cancellationToken);
        var half = await second.AskAsync(
            Patch(path, head.Offset, Part) + new string('y', Part), cancellationToken);
        watch.Elapsed.ShouldBeLessThan((2 * ServerCluster.Lease) + ServerCluster.Slack);
        await first.Process.SignalAsync("CONT", cancellationToken);
        await stalled.SendAsync(new string('z', 1000), cancellationToken);
        var late = await stalled.ReadAsync(cancellationToken);
        var after = await second.AskAsync(Request("HEAD", path), cancellationToken);
        var rest = (int)(2 * Part - after.Offset);
        var done = await second.AskAsync(Patch(path, after.Offset, rest) + new string('y', rest), cancellationToken);

        half.Offset.ShouldBe(head.Offset + Part);
        late.Status.ShouldBe(503);
        after.Offset.ShouldBe(half.Offset);
        done.Offset.ShouldBe(2 * Part);
        var content = await cluster.DownloadAsync(path, cancellationToken);
        content.Take((int)head.Offset).ShouldAllBe(value => value == 'z');
        content.Skip((int)head.Offset).ShouldAllBe(value => value == 'y');
    }

    [Test]
    [CancelAfter(180_000)]
    public async Task A_bucket_that_is_gone_for_ten_seconds_loses_nothing_and_blocks_for_no_longer_than_a_lease(
        [Values] bool stalls, CancellationToken cancellationToken)
    {
        const int Size = 24 * 1024 * 1024;
        await using var cluster = await ServerCluster.StartOnBucketAsync(2, onOwnGateway: true, cancellationToken);
        var gateway = cluster.Bucket.Gateway;
        var content = new byte[Size];
        new Random(7).NextBytes(content);
        var (away, left) = (Task.CompletedTask, 0L);
        Stopwatch? back = null;
        TimeSpan? blocked = null;

        var path = await cluster.UploadAsync(content, async offset =>
        {
            if (away == Task.CompletedTask && offset > Size / 4)
            {
                await (stalls ? gateway.PauseAsync(cancellationToken) : gateway.StopAsync(cancellationToken));
                (away, left) = (BackAsync(), offset);
            }
            else if (offset > left)
            {
                blocked ??= back?.Elapsed;
            }
        }, cancellationToken);

        await away;
        blocked.ShouldNotBeNull().ShouldBeLessThan(ServerCluster.Lease + ServerCluster.Slack);
        (await cluster.DownloadAsync(path, cancellationToken)).SequenceEqual(content).ShouldBeTrue();

        async Task BackAsync()
        {
            await Task.Delay(ServerCluster.Away, TimeProvider.System, cancellationToken);
            await (stalls ? gateway.ContinueAsync(cancellationToken) : gateway.ResumeServiceAsync(cancellationToken));
            back = Stopwatch.StartNew();
        }
    }

    [Test]
    [CancelAfter(180_000)]
    public async Task An_upload_survives_servers_that_are_killed_and_stopped(CancellationToken cancellationToken)
    {
        const int Size = 48 * 1024 * 1024;
        await using var cluster = await ServerCluster.StartOnBucketAsync(3, cancellationToken);
        var content = new byte[Size];
        new Random(7).NextBytes(content);
        var (killed, stopped, continued) = (false, false, false);

        var path = await cluster.UploadAsync(content, async offset =>
        {
            if (!killed && offset > Size / 4)
            {
                killed = true;
                cluster.Servers[0].Process.Kill();
            }
            else if (!stopped && offset > Size / 2)
            {
                stopped = true;
                await cluster.Servers[1].Process.SignalAsync("STOP", cancellationToken);
            }
            else if (!continued && offset > Size * 3 / 4)
            {
                continued = true;
                await cluster.Servers[1].Process.SignalAsync("CONT", cancellationToken);
            }
        }, cancellationToken);

        (killed, stopped, continued).ShouldBe((true, true, true));
        (await cluster.DownloadAsync(path, cancellationToken)).SequenceEqual(content).ShouldBeTrue();
        (await cluster.Bucket.KeysAsync(cancellationToken)).Count.ShouldBe(2, "the object and its description, and no lock");
    }

    private static async Task<RawConnection> StallAsync(
        ServerCluster cluster, string path, long length, string arrived, CancellationToken cancellationToken)
    {
        var connection = await cluster.Servers[0].ConnectAsync(cancellationToken);
        await connection.SendAsync(Patch(path, 0, length) + arrived, cancellationToken);
        await cluster.Bucket.LockedAsync(path, cancellationToken);
        return connection;
    }
}
