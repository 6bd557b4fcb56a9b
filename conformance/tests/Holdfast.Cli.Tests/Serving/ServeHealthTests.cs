using Holdfast.Cli.Tests.Cluster;
using Holdfast.Server.Redis.Tests;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>The answers for orchestrators, while a store or a Redis is really away.</summary>
[CancelAfter(180_000)]
public sealed class ServeHealthTests
{
    // A probe waits for the health timeout of the server, and the machine may be busy.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_server_is_not_ready_while_its_Redis_is_away(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var redis = await RedisServer.StartAsync(TimeSpan.Zero, cancellationToken);
        using var serving = await ServingCommand.StartAsync(directory, cancellationToken, "-redis-lock", redis.Address);
        (await ProbeAsync(serving, "ready", cancellationToken)).Status.ShouldBe(200);

        redis.Crash();
        await BecomesAsync(serving, 503, "locker: ", cancellationToken);
        (await ProbeAsync(serving, "live", cancellationToken)).Status.ShouldBe(200);

        await redis.StartAgainAsync(TimeSpan.Zero, cancellationToken);
        await BecomesAsync(serving, 200, "ok", cancellationToken);

        using (redis.Freeze())
        {
            await BecomesAsync(serving, 503, "locker: ", cancellationToken);
        }

        await BecomesAsync(serving, 200, "ok", cancellationToken);
    }

    [Test]
    public async Task A_server_is_not_ready_while_its_S3_is_away(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var bucket = await Bucket.CreateAsync(onOwnGateway: true, cancellationToken);
        using var serving = await ServingCommand.StartAsync(directory, Bucket.Environment, cancellationToken, bucket.Flags);
        (await ProbeAsync(serving, "ready", cancellationToken)).Status.ShouldBe(200);

        await bucket.Gateway.StopAsync(cancellationToken);
        await BecomesAsync(serving, 503, "store: ", cancellationToken);
        (await ProbeAsync(serving, "live", cancellationToken)).Status.ShouldBe(200);
        await bucket.Gateway.ResumeServiceAsync(cancellationToken);
        await BecomesAsync(serving, 200, "ok", cancellationToken);

        await bucket.Gateway.PauseAsync(cancellationToken);
        await BecomesAsync(serving, 503, "locker: ", cancellationToken);
        await bucket.Gateway.ContinueAsync(cancellationToken);
        await BecomesAsync(serving, 200, "ok", cancellationToken);
    }

    [Test]
    public async Task Health_and_metrics_are_there_unless_they_are_turned_off(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var all = await ServingCommand.StartAsync(directory, cancellationToken, "-health-path", "/status", "-metrics-path", "/m");
        all.Process.Output.ShouldContain("Using /m as the metrics path.");
        (await AskAsync(all, "/status/ready", cancellationToken)).Body.ShouldBe("ok\n");
        (await AskAsync(all, "/m", cancellationToken)).Body.ShouldContain("\ntusd_uploads_created 0\n");

        using var none = await ServingCommand.StartAsync(
            directory, cancellationToken, "-expose-health=false", "-expose-metrics=false", "-show-greeting=false");
        (await AskAsync(none, "/health/live", cancellationToken)).Status.ShouldBe(404);
        (await AskAsync(none, "/metrics", cancellationToken)).Status.ShouldBe(404);
    }

    [Test]
    public async Task A_path_that_collides_with_uploads_is_a_usage_error(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "serve", "-host", "127.0.0.1", "-port", "0", "-upload-dir", directory.FullName, "-health-path", "/files/");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.StandardError.ShouldContain("The path '/files/live' is a URL of uploads");
    }

    private static async Task BecomesAsync(ServingCommand serving, int status, string says, CancellationToken cancellationToken)
    {
        RawAnswer answer;
        do
        {
            answer = await ProbeAsync(serving, "ready", cancellationToken);
        }
        while (answer.Status != status);
        answer.Body.ShouldContain(says);
    }

    private static async Task<RawAnswer> ProbeAsync(ServingCommand serving, string name, CancellationToken cancellationToken)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var answer = await AskAsync(serving, $"/health/{name}", cancellationToken);
        watch.Elapsed.ShouldBeLessThan(Bound);
        return answer;
    }

    private static Task<RawAnswer> AskAsync(ServingCommand serving, string path, CancellationToken cancellationToken) =>
        serving.AskAsync($"GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n", cancellationToken);
}
