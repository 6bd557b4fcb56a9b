using Holdfast.Server.Locks;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

/// <summary>A process that was stopped past its lease goes on where it was, before anything tells it that the lease has ended.</summary>
public sealed class StoppedHolderTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Bytes_that_arrived_while_it_was_stopped_are_not_stored(CancellationToken cancellationToken)
    {
        var locker = new SilentLeases();
        await using var site = await StartAsync(options => options with { Locker = locker });
        var path = await site.CreateAsync(100, cancellationToken);
        using var late = await site.ConnectAsync(cancellationToken);
        await late.SendAsync(Patch(path, 0, 100) + new string('x', 40), cancellationToken);
        while (site.Stored(path).Length < 40)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        locker.HasEnded = true;
        await late.SendAsync(new string('z', 60), cancellationToken);

        (await late.ReadAsync(cancellationToken)).Body.ShouldStartWith("ERR_LOCK_LOST: ");
        site.Stored(path).ShouldBe(new string('x', 40));
    }

    /// <summary>Leases that end without telling: only who asks hears of it.</summary>
    private sealed class SilentLeases : IUploadLocker
    {
        public bool HasEnded { get; set; }

        public ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
            new(new SilentLease(this));

        private sealed class SilentLease(SilentLeases leases) : IUploadLock
        {
            private readonly CancellationTokenSource _running = new();

            public CancellationToken Lost => leases.HasEnded ? new CancellationToken(canceled: true) : _running.Token;

            public ValueTask DisposeAsync()
            {
                _running.Dispose();
                return default;
            }
        }
    }
}
