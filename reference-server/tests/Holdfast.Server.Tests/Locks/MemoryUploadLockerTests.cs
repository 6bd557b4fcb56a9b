using Holdfast.Server.Locks;

namespace Holdfast.Server.Tests;

public sealed class MemoryUploadLockerTests
{
    private readonly MemoryUploadLocker _locker = new();

    [Test]
    [CancelAfter(20_000)]
    public async Task Waiters_are_served_in_the_order_they_came(CancellationToken cancellationToken)
    {
        var holder = await HoldAsync(cancellationToken);
        var served = new List<int>();
        var waiters = Enumerable.Range(0, 10).Select(ServeAsync).ToList();
        served.ShouldBeEmpty();

        await holder.DisposeAsync();
        await Task.WhenAll(waiters);

        served.ShouldBe(Enumerable.Range(0, 10));

        async Task ServeAsync(int number)
        {
            var held = await HoldAsync(cancellationToken);
            served.Add(number);
            await held.DisposeAsync();
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_holder_is_asked_once_however_many_wait(CancellationToken cancellationToken)
    {
        var asked = 0;
        var holder = await HoldAsync(cancellationToken, () => asked++);
        var waiters = Enumerable.Range(0, 3).Select(_ => HoldAsync(cancellationToken)).ToList();

        asked.ShouldBe(1);
        await holder.DisposeAsync();
        foreach (var waiter in waiters)
        {
            await (await waiter).DisposeAsync();
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_waiter_that_gets_the_lock_is_asked_at_once_when_others_wait(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource();
        var holder = await HoldAsync(cancellationToken);
        var second = HoldAsync(cancellationToken, asked.SetResult);
        var third = HoldAsync(cancellationToken);

        await holder.DisposeAsync();
        await asked.Task.WaitAsync(cancellationToken);

        await (await second).DisposeAsync();
        await (await third).DisposeAsync();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_waiter_that_gives_up_leaves_the_others_in_their_order(CancellationToken cancellationToken)
    {
        var holder = await HoldAsync(cancellationToken);
        using var patience = new CancellationTokenSource();
        var impatient = _locker.AcquireAsync("id", () => { }, patience.Token).AsTask();
        var patient = HoldAsync(cancellationToken);

        await patience.CancelAsync();

        (await impatient).ShouldBeNull();
        patient.IsCompleted.ShouldBeFalse();
        await holder.DisposeAsync();
        await (await patient).DisposeAsync();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Uploads_do_not_wait_for_each_other(CancellationToken cancellationToken)
    {
        await using var first = await _locker.AcquireAsync("a", () => { }, cancellationToken);
        await using var second = await _locker.AcquireAsync("b", () => { }, cancellationToken);

        second.ShouldNotBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_lock_that_is_disposed_twice_is_released_once(CancellationToken cancellationToken)
    {
        var first = await HoldAsync(cancellationToken);
        await first.DisposeAsync();
        var second = await HoldAsync(cancellationToken);

        await first.DisposeAsync();

        var third = HoldAsync(cancellationToken);
        third.IsCompleted.ShouldBeFalse();
        await second.DisposeAsync();
        await (await third).DisposeAsync();
    }

    private async Task<IUploadLock> HoldAsync(CancellationToken cancellationToken, Action? requestRelease = null) =>
        (await _locker.AcquireAsync("id", requestRelease ?? (() => { }), cancellationToken)).ShouldNotBeNull();
}
