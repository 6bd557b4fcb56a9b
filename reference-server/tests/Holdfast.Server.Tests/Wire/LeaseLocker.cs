using System.Collections.Concurrent;
using Holdfast.Server.Locks;

namespace Holdfast.Server.Tests;

/// <summary>Locks that are leases: a test ends one while its holder still works, and the next in the queue gets the lock.</summary>
internal sealed class LeaseLocker : IUploadLocker
{
    private readonly MemoryUploadLocker _queues = new();
    private readonly ConcurrentDictionary<string, Lease> _current = new(StringComparer.Ordinal);
    private long _fence;

    /// <summary>Every lease is over by the time it is granted.</summary>
    public bool LosesAtOnce { get; set; }

    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        if (await _queues.AcquireAsync(id, requestRelease, cancellationToken) is not { } place)
        {
            return null;
        }

        var lease = _current[id] = new Lease(place, Interlocked.Increment(ref _fence), () => Forgotten.Enqueue(id));
        if (LosesAtOnce)
        {
            await lease.LoseAsync();
        }

        return lease;
    }

    /// <summary>The uploads whose holders needn't be remembered any more.</summary>
    public ConcurrentQueue<string> Forgotten { get; } = [];

    /// <summary>Ends the lease of the request that holds the upload's lock.</summary>
    public Task LoseAsync(string path) => _current[path.Split('/')[^1]].LoseAsync();

    /// <summary>
    /// Ends that lease without its holder noticing, as a process that was suspended for longer than its lease doesn't: only the fence shows
    /// it.
    /// </summary>
    public ValueTask LoseUnnoticedAsync(string path) => _current[path.Split('/')[^1]].EndAsync();

    private sealed class Lease(IUploadLock place, long fence, Action forget) : IUploadLock
    {
        private readonly CancellationTokenSource _lost = new();

        public long Fence => fence;

        public CancellationToken Lost => _lost.Token;

        public async Task LoseAsync()
        {
            await _lost.CancelAsync();
            await EndAsync();
        }

        public ValueTask EndAsync() => place.DisposeAsync();

        public void Forget() => forget();

        public ValueTask DisposeAsync()
        {
            _lost.Dispose();
            return place.DisposeAsync();
        }
    }
}
