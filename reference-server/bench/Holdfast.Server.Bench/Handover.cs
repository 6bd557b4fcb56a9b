using System.Diagnostics;
using Amazon.S3.Model;
using Holdfast.Cli.Check.Ceph;

namespace Holdfast.Server.Bench;

/// <summary>How long a HEAD waits for the lock of a PATCH that has stalled.</summary>
internal static class Handover
{
    private const int Count = 200;
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(60);

    public static async Task RunAsync()
    {
        Console.WriteLine($"## Handover from a stalled PATCH to a HEAD ({Count} times)\n");

        // A Redis grants no lock before one lease, 15 s, has passed since its start; the rows before its own take longer.
        using var redis = RedisProcess.Start();
        Console.WriteLine("| locks | median | p99 | largest |\n|---|---:|---:|---:|");
        await using (var server = await ServerProcess.StartAsync(Servers.Memory))
        {
            Console.WriteLine(await MeasureAsync("in memory, one process", server, server));
        }

        var shared = ServerProcess.NewDirectory();
        await using (var first = await ServerProcess.StartAsync(Servers.Files, shared.FullName))
        await using (var second = await ServerProcess.StartAsync(Servers.Files, shared.FullName))
        {
            Console.WriteLine(await MeasureAsync("in files, one process", first, first));
            Console.WriteLine(await MeasureAsync("in files, two processes", first, second));
        }

        await MeasureRedisAsync(redis, shared.FullName);
        shared.Delete(recursive: true);
        await MeasureBucketAsync();
        Console.WriteLine();
    }

    private static async Task MeasureRedisAsync(RedisProcess? redis, string directory)
    {
        if (redis is null)
        {
            Console.WriteLine("| in Redis, two processes | not measured: redis-server is not installed | | |");
            return;
        }

        Environment.SetEnvironmentVariable(Servers.RedisVariable, redis.Address);
        await using var first = await ServerProcess.StartAsync(Servers.Redis, directory);
        await using var second = await ServerProcess.StartAsync(Servers.Redis, directory);
        Console.WriteLine(await MeasureAsync("in Redis, two processes", first, second));
    }

    private static async Task MeasureBucketAsync()
    {
        if (CephGateway.Obstacle is { } obstacle)
        {
            Console.WriteLine($"| in a bucket, two processes | not measured: {obstacle} | | |");
            return;
        }

        await using var gateway = await CephGateway.StartAsync(CancellationToken.None);
        using var client = Servers.NewClient(gateway.Endpoint);
        await client.PutBucketAsync(Servers.Bucket);
        Environment.SetEnvironmentVariable(Servers.S3Variable, gateway.Endpoint.AbsoluteUri);
        await using var first = await ServerProcess.StartAsync(Servers.SharedBucket);
        await using var second = await ServerProcess.StartAsync(Servers.SharedBucket);
        Console.WriteLine(await MeasureAsync("in a bucket with the uploads, two processes", first, second, LockedAsync));

        // On a busy gateway it takes much longer than the stall until the PATCH has the lock.
        async Task LockedAsync(string path)
        {
            var key = Uri.UnescapeDataString(path.Split('/')[^1]) + ".lock";
            while ((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Servers.Bucket, Prefix = key })).KeyCount == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }
    }

    private static async Task<string> MeasureAsync(
        string name, ServerProcess holder, ServerProcess asker, Func<string, Task>? locked = null)
    {
        var times = new List<double>();
        using var asking = await WireClient.OpenAsync(asker.Url);
        for (var turn = -10; turn < Count; turn++)
        {
            using var stalled = await WireClient.OpenAsync(holder.Url);
            var path = await stalled.CreateAsync(holder.Url, 100);
            await stalled.SendAsync(WireClient.Patch(path, 100) + "some");
            await (locked?.Invoke(path) ?? Task.CompletedTask);
            await Task.Delay(Stall, TimeProvider.System);
            var watch = Stopwatch.StartNew();
            var head = await asking.AskAsync(WireClient.Head(path));
            if (!head.Contains("Upload-Offset: 4\r\n", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(head);
            }

            if (turn >= 0)
            {
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        times.Sort();
        return $"| {name} | {times[Count / 2]:0.0} ms | {times[Count * 99 / 100]:0.0} ms | {times[^1]:0.0} ms |";
    }
}
