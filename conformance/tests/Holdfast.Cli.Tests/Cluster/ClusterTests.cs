using System.Diagnostics;
using Holdfast.Cli.Tests.Serving;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>
/// Servers that share a directory and a Redis, and what becomes of an upload when one of the servers, or the Redis, is gone for a while.
/// </summary>
public sealed class ClusterTests
{
    private const string Arrived = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

    private static readonly string Rest = new('y', 100 - Arrived.Length);

    [Test]
    [CancelAfter(60_000)]
    public async Task A_head_takes_over_from_a_patch_that_stalls_in_another_server(CancellationToken cancellationToken)
    {
        await using var cluster = await ServerCluster.StartAsync(2, cancellationToken);
        var (first, second) = (cluster.Servers[0], cluster.Servers[1]);
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await first.StallAsync(path, Arrived, cancellationToken);

        var head = await second.AskAsync(Request("HEAD", path), cancellationToken);

        (head.Status, head.Offset).ShouldBe((200, 40));
        (await stalled.ReadAsync(cancellationToken)).Body.ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        (await first.AskAsync(Patch(path, 40, 60) + Rest, cancellationToken)).Offset.ShouldBe(100, "the lock comes back as well");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_killed_server_blocks_nobody_for_longer_than_a_lease(CancellationToken cancellationToken)
    {
        await using var cluster = await ServerCluster.StartAsync(2, cancellationToken);
        var (first, second) = (cluster.Servers[0], cluster.Servers[1]);
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await first.StallAsync(path, Arrived, cancellationToken);

        first.Process.Kill();
        var watch = Stopwatch.StartNew();
        var done = await second.AskAsync(Patch(path, 40, 60) + Rest, cancellationToken);

        (done.Status, done.Offset).ShouldBe((204, 100));
        watch.Elapsed.ShouldBeLessThan(ServerCluster.Lease + ServerCluster.Slack);
        second.Stored(path).ShouldBe(Arrived + Rest);
    }

    // As a process that swaps, or a virtual machine that is moved: bytes wait for it in its socket, and it goes on as if nothing had been.
    [Test]
    [CancelAfter(60_000)]
    public async Task A_server_that_is_stopped_past_its_lease_and_goes_on_can_not_write(CancellationToken cancellationToken)
    {
        await using var cluster = await ServerCluster.StartAsync(2, cancellationToken);
        var (first, second) = (cluster.Servers[0], cluster.Servers[1]);
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await first.StallAsync(path, Arrived, cancellationToken);

        await first.Process.SignalAsync("STOP", cancellationToken);
        await stalled.SendAsync(new string('z', 30), cancellationToken);
        var watch = Stopwatch.StartNew();
        var half = await second.AskAsync(Patch(path, 40, 20) + Rest[..20], cancellationToken);
        watch.Elapsed.ShouldBeLessThan(ServerCluster.Lease + ServerCluster.Slack);
        await first.Process.SignalAsync("CONT", cancellationToken);
        await stalled.SendAsync(new string('z', 30), cancellationToken);
        var late = await stalled.ReadAsync(cancellationToken);
        var done = await second.AskAsync(Patch(path, 60, 40) + Rest[20..], cancellationToken);

        half.Offset.ShouldBe(60);
        late.Status.ShouldBe(503);
        late.Body.ShouldStartWith("ERR_LOCK_LOST: ");
        done.Offset.ShouldBe(100);
        second.Stored(path).ShouldBe(Arrived + Rest);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_Redis_that_is_away_for_ten_seconds_loses_nothing_and_is_told_as_503(
        [Values] bool crashes, CancellationToken cancellationToken)
    {
        await using var cluster = await ServerCluster.StartAsync(2, cancellationToken);
        var (first, second) = (cluster.Servers[0], cluster.Servers[1]);
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await first.StallAsync(path, Arrived, cancellationToken);

        using (crashes ? null : cluster.Redis.Freeze())
        {
            if (crashes)
            {
                cluster.Redis.Crash();
            }

            var watch = Stopwatch.StartNew();
            var refused = await second.AskAsync(Patch(path, 40, 60) + Rest, cancellationToken);
            refused.Status.ShouldBe(503);
            refused["Retry-After"].ShouldNotBeNull();
            (await stalled.ReadAsync(cancellationToken)).Body.ShouldStartWith("ERR_LOCK_LOST: ");
            watch.Elapsed.ShouldBeLessThan(ServerCluster.Lease + ServerCluster.Slack);
            await Task.Delay(ServerCluster.Away - watch.Elapsed, TimeProvider.System, cancellationToken);
        }

        if (crashes)
        {
            await cluster.Redis.StartAgainAsync(TimeSpan.Zero, cancellationToken);
        }

        var back = Stopwatch.StartNew();
        var done = await AskUntilServedAsync(second, Patch(path, 40, 60) + Rest, cancellationToken);

        done.Offset.ShouldBe(100);
        back.Elapsed.ShouldBeLessThan(ServerCluster.Lease + ServerCluster.Slack);
        second.Stored(path).ShouldBe(Arrived + Rest);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task An_upload_survives_servers_that_are_killed_stopped_and_a_Redis_that_starts_again(CancellationToken cancellationToken)
    {
        const int Size = 24 * 1024 * 1024;
        await using var cluster = await ServerCluster.StartAsync(3, cancellationToken);
        var content = new byte[Size];
        new Random(7).NextBytes(content);
        var (killed, stopped, restarted) = (false, false, false);

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
            else if (!restarted && offset > Size * 3 / 4)
            {
                restarted = true;
                await cluster.Servers[1].Process.SignalAsync("CONT", cancellationToken);
                cluster.Redis.Crash();
                await cluster.Redis.StartAgainAsync(TimeSpan.Zero, cancellationToken);
            }
        }, cancellationToken);

        (killed, stopped, restarted).ShouldBe((true, true, true));
        (await cluster.DownloadAsync(path, cancellationToken)).SequenceEqual(content).ShouldBeTrue();
    }

    private static async Task<RawAnswer> AskUntilServedAsync(ServingCommand server, string request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await server.AskAsync(request, cancellationToken);
            if (answer.Status != 503)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }
}
