using Holdfast.Cli.Tests.Serving;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Cluster;

/// <summary>With <c>-hooks-at-least-once</c>, a bucket keeps the events of its uploads until they are delivered.</summary>
public sealed class BucketDeliveryTests
{
    private static readonly string[] Life = ["post-create 0", "post-receive 5", "post-finish 5", "post-terminate 5"];

    [Test]
    [CancelAfter(120_000)]
    public async Task Events_are_delivered_by_the_next_server_when_the_first_is_killed(CancellationToken cancellationToken)
    {
        await using var bucket = await Bucket.CreateAsync(onOwnGateway: false, cancellationToken);
        await using var hooks = await HookEndpoint.StartAsync(cancellationToken);
        await hooks.GoAsync();
        using var directory = new TemporaryDirectory();
        string path;
        using (var server = await StartServerAsync(directory, bucket, hooks, cancellationToken, "-locker", "memory"))
        {
            path = await LiveAsync(server, cancellationToken);
            server.Process.Kill();
            await server.Process.ExitAsync(cancellationToken);
        }

        await hooks.ComeAsync(cancellationToken);
        using var next = await StartServerAsync(directory, bucket, hooks, cancellationToken, "-locker", "memory");

        await hooks.TakesAsync(path, Life[^1], cancellationToken);
        hooks.Of(path).ShouldBe(Life);
        await EmptyAsync(bucket, cancellationToken);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Of_several_servers_each_event_is_delivered_by_one_and_a_killed_one_is_replaced(CancellationToken cancellationToken)
    {
        await using var bucket = await Bucket.CreateAsync(onOwnGateway: false, cancellationToken);
        await using var hooks = await HookEndpoint.StartAsync(cancellationToken);
        using var directory = new TemporaryDirectory();
        string[] locks = ["-locker", "s3", "-lock-lease", "2s", "-lock-renewal", "700ms"];
        using var first = await StartServerAsync(directory, bucket, hooks, cancellationToken, locks);
        using var second = await StartServerAsync(directory, bucket, hooks, cancellationToken, locks);
        var delivered = await LiveAsync(first, cancellationToken);
        await hooks.TakesAsync(delivered, Life[^1], cancellationToken);
        hooks.Takes = () => false;
        var left = await LiveAsync(first, cancellationToken);
        first.Process.Kill();
        hooks.Takes = () => true;

        await hooks.TakesAsync(left, Life[^1], cancellationToken);

        hooks.Of(left).ShouldBe(Life);
        hooks.Of(delivered).ShouldBeSubsetOf(Life);
        hooks.Calls.Where(call => HookEndpoint.Id(call) == delivered.Split('/')[^1]).Select(call => (string?)call["EventID"])
            .ShouldBeUnique("Nothing failed, so nothing was delivered twice.");
        await EmptyAsync(bucket, cancellationToken);
    }

    private static async Task<string> LiveAsync(ServingCommand server, CancellationToken cancellationToken)
    {
        var path = await server.CreateAsync(5, cancellationToken);
        (await server.AskAsync(Patch(path, 0, 5) + "hello", cancellationToken)).Status.ShouldBe(204);
        (await server.AskAsync(Request("DELETE", path), cancellationToken)).Status.ShouldBe(204);
        return path;
    }

    private static async Task EmptyAsync(Bucket bucket, CancellationToken cancellationToken)
    {
        while ((await bucket.KeysAsync(cancellationToken)).Any(key => key.StartsWith(".outbox/", StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    private static Task<ServingCommand> StartServerAsync(
        TemporaryDirectory directory, Bucket bucket, HookEndpoint hooks, CancellationToken cancellationToken, params string[] locks) =>
        ServingCommand.StartAsync(
            directory, Bucket.Environment, cancellationToken,
            [
                .. bucket.Flags, .. locks, "-hooks-http", hooks.Url.ToString(), "-hooks-http-retry", "1", "-hooks-at-least-once",
                "-hooks-longest-retry-pause", "200ms", "-hooks-enabled-events", "post-create,post-receive,post-finish,post-terminate",
            ]);
}
