using System.Globalization;
using Holdfast.Server.Locks;
using Holdfast.Server.Locks.Leases;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Redis.Tests;

/// <summary>What is peculiar to locks in Redis: it can start again without its data, and others may use it.</summary>
public sealed class RedisUploadLockerTests
{
    private static readonly RedisLockOptions Options = new()
    {
        Leases = new LeaseOptions { Duration = TimeSpan.FromSeconds(2), RenewalInterval = TimeSpan.FromSeconds(0.5) },
    };

    [Test]
    [CancelAfter(60_000)]
    public async Task A_lease_is_a_key_that_ends_by_itself(CancellationToken cancellationToken)
    {
        using var redis = await RedisServer.StartAsync(Options.Leases.Duration, cancellationToken);
        await using var locker = await RedisUploadLocker.ConnectAsync(redis.Address, Options);

        await using var held = await locker.AcquireAsync("a", () => { }, cancellationToken);

        var left = int.Parse(await redis.AskAsync("PTTL", "{holdfast}:lease:a"), CultureInfo.InvariantCulture);
        left.ShouldBeInRange(1_000, 2_000);
        (await redis.KeysAsync("")).ShouldBe(["{holdfast}:lease:a", "{holdfast}:fence"], ignoreOrder: true);
    }

    // Its holder relies on a lease that this Redis has forgotten.
    [Test]
    [CancelAfter(60_000)]
    public async Task A_Redis_that_lost_its_data_grants_nothing_until_the_former_leases_have_ended(CancellationToken cancellationToken)
    {
        using var redis = await RedisServer.StartAsync(Options.Leases.Duration, cancellationToken);
        await using var first = await RedisUploadLocker.ConnectAsync(redis.Address, Options);
        await using var second = await RedisUploadLocker.ConnectAsync(redis.Address, Options);
        await using var held = (await first.AcquireAsync("a", () => { }, cancellationToken)).ShouldNotBeNull();

        redis.Crash();
        await redis.StartAgainAsync(TimeSpan.Zero, cancellationToken);
        await using var next = await UntilBackAsync(second, cancellationToken);

        held.Lost.IsCancellationRequested.ShouldBeTrue("Two at once rely on the lock.");
        next.Fence.ShouldBeGreaterThan(held.Fence);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_fence_grows_even_if_the_clock_of_Redis_goes_back(CancellationToken cancellationToken)
    {
        using var redis = await RedisServer.StartAsync(Options.Leases.Duration, cancellationToken);
        await using var locker = await RedisUploadLocker.ConnectAsync(redis.Address, Options);
        var later = DateTimeOffset.Parse("2200-01-01T00:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() * 1_000;
        await redis.AskAsync("SET", "{holdfast}:fence", later);

        await using var held = (await locker.AcquireAsync("a", () => { }, cancellationToken)).ShouldNotBeNull();

        held.Fence.ShouldBe(later + 1);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Two_deployments_on_one_Redis_do_not_see_each_other(CancellationToken cancellationToken)
    {
        using var redis = await RedisServer.StartAsync(Options.Leases.Duration, cancellationToken);
        await using var one = await RedisUploadLocker.ConnectAsync(redis.Address, Options);
        await using var other = await RedisUploadLocker.ConnectAsync(redis.Address, Options with { Prefix = "{other}" });

        await using var first = await one.AcquireAsync("a", () => { }, cancellationToken);
        await using var second = await other.AcquireAsync("a", () => { }, cancellationToken);

        (first, second).ShouldSatisfyAllConditions(() => first.ShouldNotBeNull(), () => second.ShouldNotBeNull());
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_waiter_that_crashed_stands_in_the_way_for_two_seconds_at_most(CancellationToken cancellationToken)
    {
        using var redis = await RedisServer.StartAsync(Options.Leases.Duration, cancellationToken);
        await using var locker = await RedisUploadLocker.ConnectAsync(redis.Address, Options);
        await redis.AskAsync("SET", "{holdfast}:next:a", "gone/1", "PX", 2_000);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var held = await locker.AcquireAsync("a", () => { }, cancellationToken);

        held.ShouldNotBeNull();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_idle_lease_costs_a_request_for_each_renewal_and_no_more(CancellationToken cancellationToken)
    {
        using var redis = await RedisServer.StartAsync(Options.Leases.Duration, cancellationToken);
        await using var locker = await RedisUploadLocker.ConnectAsync(redis.Address, Options);
        await using var held = await locker.AcquireAsync("a", () => { }, cancellationToken);
        await redis.AskAsync("CONFIG", "RESETSTAT");

        await Task.Delay(TimeSpan.FromSeconds(2.2), TimeProvider.System, cancellationToken);

        var text = await redis.AskAsync("INFO", "commandstats");
        var scripts = text.Split('\n').Where(line => line.StartsWith("cmdstat_eval", StringComparison.Ordinal))
            .Sum(line => int.Parse(line.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture));
        scripts.ShouldBeInRange(3, 5, text);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_Redis_that_is_not_there_is_told_with_its_address_and_what_to_do()
    {
        var refused = await Should.ThrowAsync<UploadStoreException>(() => RedisUploadLocker.ConnectAsync("127.0.0.1:1", Options));

        refused.IsTransient.ShouldBeTrue();
        refused.Message.ShouldContain("127.0.0.1:1");
        refused.Message.ShouldContain("Check that it runs");
    }

    [TestCase(0, 1)]
    [TestCase(10, 0)]
    [TestCase(10, 10)]
    [TestCase(10, 9)]
    [CancelAfter(60_000)]
    public async Task Times_that_contradict_each_other_are_refused(int duration, int renewal, CancellationToken cancellationToken)
    {
        using var redis = await RedisServer.StartAsync(TimeSpan.Zero, cancellationToken);
        var options = new RedisLockOptions
        {
            Leases = new LeaseOptions { Duration = TimeSpan.FromSeconds(duration), RenewalInterval = TimeSpan.FromSeconds(renewal) },
        };

        await Should.ThrowAsync<ArgumentException>(() => RedisUploadLocker.ConnectAsync(redis.Address, options));
    }

    private static async Task<IUploadLock> UntilBackAsync(RedisUploadLocker locker, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return (await locker.AcquireAsync("a", () => { }, cancellationToken)).ShouldNotBeNull();
            }
            catch (UploadStoreException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }
}
