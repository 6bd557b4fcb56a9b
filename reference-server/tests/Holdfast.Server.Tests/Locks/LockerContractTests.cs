using System.Diagnostics;
using Holdfast.Server.Locks;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Tests.Locks;

/// <summary>
/// What every locker promises. A new locker derives a fixture from this one and passes it; what the locker doesn't offer is ignored.
/// </summary>
[CancelAfter(60_000)]
public abstract class LockerContractTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    /// <summary>How long a lease lasts; null when locks can't be lost.</summary>
    protected virtual TimeSpan? Lease => null;

    /// <summary>Opens the locker as a new process would, over the same place as the ones before.</summary>
    protected abstract ValueTask<IUploadLocker> OpenAsync();

    /// <summary>Ends the locker as a crash of its process would: nothing is given back.</summary>
    protected virtual ValueTask CrashAsync(IUploadLocker locker) => throw new IgnoreException("Locks end with their process.");

    /// <summary>The place where the locks are can't be reached until the result is disposed.</summary>
    protected virtual IDisposable TakeAway() => throw new IgnoreException("Locks are in this process or on its disk.");

    /// <summary>What there is of locks, wishes and places in line.</summary>
    protected abstract ValueTask<IReadOnlyCollection<string>> LeftAsync();

    [Test]
    public async Task No_two_ever_hold_the_same_lock(CancellationToken cancellationToken)
    {
        const int Turns = 15;
        var (inside, worst, turns) = (0, 0, 0);
        async Task WorkAsync(IUploadLocker locker)
        {
            for (var turn = 0; turn < Turns; turn++)
            {
                await using var held = await HoldAsync(locker, cancellationToken);
                worst = Math.Max(worst, Interlocked.Increment(ref inside));
                await Task.Yield();
                turns++;
                Interlocked.Decrement(ref inside);
            }
        }

        var lockers = new[] { await OpenAsync(), await OpenAsync(), await OpenAsync() };
        await Task.WhenAll(lockers.SelectMany(locker => new[] { Task.Run(() => WorkAsync(locker)), Task.Run(() => WorkAsync(locker)) }));

        worst.ShouldBe(1);
        turns.ShouldBe(3 * 2 * Turns);
        (await LeftAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task The_holder_in_another_process_is_asked_once_and_the_waiter_goes_on_at_once(CancellationToken cancellationToken)
    {
        var asked = 0;
        var wish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = await HoldAsync(await OpenAsync(), cancellationToken, () =>
        {
            asked++;
            wish.TrySetResult();
        });

        var waiting = HoldAsync(await OpenAsync(), cancellationToken);
        var second = HoldAsync(await OpenAsync(), cancellationToken);
        await wish.Task.WaitAsync(cancellationToken);
        (waiting.IsCompleted, second.IsCompleted).ShouldBe((false, false));
        var watch = Stopwatch.StartNew();
        await held.DisposeAsync();
        await (await Task.WhenAny(waiting, second)).Result.DisposeAsync();

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await Task.WhenAll(waiting, second);
        await (await waiting).DisposeAsync();
        await (await second).DisposeAsync();
        asked.ShouldBe(1);
        (await LeftAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_waiter_that_gives_up_leaves_the_holder_and_stands_in_nobodys_way(CancellationToken cancellationToken)
    {
        var held = await HoldAsync(await OpenAsync(), cancellationToken);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        (await (await OpenAsync()).AcquireAsync(Id, () => { }, patience.Token)).ShouldBeNull();
        held.Lost.IsCancellationRequested.ShouldBeFalse();
        await held.DisposeAsync();

        var watch = Stopwatch.StartNew();
        await using (await HoldAsync(await OpenAsync(), cancellationToken))
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        }

        (await LeftAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_lock_that_is_disposed_twice_is_released_once(CancellationToken cancellationToken)
    {
        var locker = await OpenAsync();
        var first = await HoldAsync(locker, cancellationToken);
        await first.DisposeAsync();
        await using var second = await HoldAsync(locker, cancellationToken);

        await first.DisposeAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        (await (await OpenAsync()).AcquireAsync(Id, () => { }, patience.Token)).ShouldBeNull();
    }

    [Test]
    public async Task The_fence_grows_with_each_holder(CancellationToken cancellationToken)
    {
        var fences = new List<long>();
        var (one, other) = (await OpenAsync(), await OpenAsync());
        foreach (var locker in new[] { one, one, other, await OpenAsync(), one })
        {
            await using var held = await HoldAsync(locker, cancellationToken);
            fences.Add(held.Fence);
        }

        if (Lease is null)
        {
            fences.ShouldAllBe(fence => fence == 0);
        }
        else
        {
            fences[0].ShouldBeGreaterThan(0);
            fences.Zip(fences.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
        }
    }

    [Test]
    public async Task Readers_share_the_lock_and_wait_for_the_writer_of_another_process(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (one, other) = (await OpenAsync(), await OpenAsync());
        var writing = await HoldAsync(one, cancellationToken, asked.SetResult);

        var first = ReadAsync(other, cancellationToken);
        var second = ReadAsync(other, cancellationToken);
        await asked.Task.WaitAsync(cancellationToken);
        (first.IsCompleted, second.IsCompleted).ShouldBe((false, false));
        await writing.DisposeAsync();

        await using (await first)
        await using (await second)
        {
            // A writer of the same process waits for both.
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            (await other.AcquireAsync(Id, () => { }, patience.Token)).ShouldBeNull();
        }

        (await LeftAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_wish_that_came_while_its_addressee_still_waited_is_passed_on_with_the_lock(CancellationToken cancellationToken)
    {
        var first = await HoldAsync(await OpenAsync(), cancellationToken);
        var locker = await OpenAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = HoldAsync(locker, cancellationToken, asked.SetResult);
        var third = HoldAsync(locker, cancellationToken);
        asked.Task.IsCompleted.ShouldBeFalse("It holds nothing yet.");

        await first.DisposeAsync();
        var held = await second;
        await asked.Task.WaitAsync(cancellationToken);

        await held.DisposeAsync();
        await (await third).DisposeAsync();
    }

    [Test]
    public async Task A_crowd_in_one_process_does_not_starve_another(CancellationToken cancellationToken)
    {
        var crowd = await OpenAsync();
        using var done = new CancellationTokenSource();
        var members = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await using var held = await HoldAsync(crowd, cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
            }
        })).ToList();

        var other = await OpenAsync();
        var watch = Stopwatch.StartNew();
        for (var turn = 0; turn < 10; turn++)
        {
            await (await HoldAsync(other, cancellationToken)).DisposeAsync();
        }

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await done.CancelAsync();
        await Task.WhenAll(members);
    }

    [TestCaseSource(nameof(Ids))]
    public async Task Any_id_can_be_locked_and_none_blocks_another(string id, CancellationToken cancellationToken)
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        await using (await HoldAsync(one, cancellationToken))
        await using ((await one.AcquireAsync(id, () => { }, cancellationToken)).ShouldNotBeNull())
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            (await other.AcquireAsync(id, () => { }, patience.Token)).ShouldBeNull();
        }

        (await LeftAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_lease_lasts_as_long_as_its_holder_renews_it(CancellationToken cancellationToken)
    {
        var held = await HoldAsync(await OpenAsync(), cancellationToken);
        using var patience = new CancellationTokenSource((Lease ?? TimeSpan.FromMilliseconds(100)) * 2.5, TimeProvider.System);

        (await (await OpenAsync()).AcquireAsync(Id, () => { }, patience.Token)).ShouldBeNull();

        held.Lost.IsCancellationRequested.ShouldBeFalse();
        await held.DisposeAsync();
        (await LeftAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_crashed_holder_blocks_nobody_for_longer_than_a_lease(CancellationToken cancellationToken)
    {
        var crashing = await OpenAsync();
        var held = await HoldAsync(crashing, cancellationToken);
        var waiting = HoldAsync(await OpenAsync(), cancellationToken);
        var reading = ReadAsync(await OpenAsync(), cancellationToken);

        await CrashAsync(crashing);
        var watch = Stopwatch.StartNew();

        await using (var next = await waiting)
        {
            next.Fence.ShouldBeGreaterThan(held.Fence);
            held.Lost.IsCancellationRequested.ShouldBeTrue("Two at once rely on the lock.");
        }

        await (await reading).DisposeAsync();
        watch.Elapsed.ShouldBeLessThan(Lease!.Value * 1.5 + TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task A_holder_that_can_not_renew_in_time_loses_its_lock_and_nobody_else_is_given_one(CancellationToken cancellationToken)
    {
        var locker = await OpenAsync();
        var held = await HoldAsync(locker, cancellationToken);
        var watch = Stopwatch.StartNew();
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var loss = held.Lost.Register(lost.SetResult);
        using (TakeAway())
        {
            await lost.Task.WaitAsync(cancellationToken);
            watch.Elapsed.ShouldBeLessThan(Lease!.Value * 1.5 + TimeSpan.FromSeconds(1), "LeaseTests judges the moment.");

            var refused = await Should.ThrowAsync<UploadStoreException>(
                async () => await locker.AcquireAsync("another", () => { }, cancellationToken));
            refused.IsTransient.ShouldBeTrue();
            await Should.ThrowAsync<UploadStoreException>(
                async () => await locker.AcquireToReadAsync("another", () => { }, cancellationToken));
        }

        await held.DisposeAsync();
        await (await UntilBackAsync(locker, cancellationToken)).DisposeAsync();
    }

    private static async Task<IUploadLock> UntilBackAsync(IUploadLocker locker, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await HoldAsync(locker, cancellationToken);
            }
            catch (UploadStoreException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }

    private static IEnumerable<TestCaseData> Ids() =>
    [
        new TestCaseData("a/b").SetArgDisplayNames("with a slash"),
        new TestCaseData("../a").SetArgDisplayNames("that leads upwards"),
        new TestCaseData("{a}:b*?[c]").SetArgDisplayNames("with characters of patterns"),
        new TestCaseData(new string('a', 900)).SetArgDisplayNames("900 characters"),
        new TestCaseData("ü ß\n%2F+").SetArgDisplayNames("characters to escape"),
        new TestCaseData("").SetArgDisplayNames("empty"),
    ];

    private static async Task<IUploadLock> HoldAsync(
        IUploadLocker locker, CancellationToken cancellationToken, Action? requestRelease = null) =>
        (await locker.AcquireAsync(Id, requestRelease ?? (() => { }), cancellationToken)).ShouldNotBeNull();

    private static async Task<IUploadLock> ReadAsync(IUploadLocker locker, CancellationToken cancellationToken) =>
        (await locker.AcquireToReadAsync(Id, () => { }, cancellationToken)).ShouldNotBeNull();
}
