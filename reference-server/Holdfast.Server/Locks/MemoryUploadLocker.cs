namespace Holdfast.Server;

/// <summary>Locks for one process. Waiters queue per upload, so none is overtaken.</summary>
public sealed class MemoryUploadLocker : IUploadLocker
{
    private readonly Lock _gate = new();

    // The first of each queue holds the lock, the others wait; an upload without a holder has no entry.
    private readonly Dictionary<string, LinkedList<LockClaim>> _queues = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        var claim = new LockClaim(id, requestRelease, Release);
        var holder = Enqueue(claim);
        if (holder == claim)
        {
            return claim;
        }

        holder.RequestRelease();
        await using var withdrawal = cancellationToken.Register(() => Withdraw(claim));
        return await claim.Granted ? claim : null;
    }

    private LockClaim Enqueue(LockClaim claim)
    {
        lock (_gate)
        {
            if (!_queues.TryGetValue(claim.Id, out var queue))
            {
                _queues[claim.Id] = queue = new LinkedList<LockClaim>();
            }

            queue.AddLast(claim);
            return queue.First!.Value;
        }
    }

    private void Withdraw(LockClaim claim)
    {
        lock (_gate)
        {
            if (_queues.TryGetValue(claim.Id, out var queue) && queue.First!.Value != claim && queue.Remove(claim))
            {
                claim.Settle(granted: false);
            }
        }
    }

    private void Release(LockClaim claim)
    {
        var (next, wanted) = Dequeue(claim);
        next?.Settle(granted: true);
        if (wanted)
        {
            next?.RequestRelease();
        }
    }

    private (LockClaim? Next, bool Wanted) Dequeue(LockClaim claim)
    {
        lock (_gate)
        {
            var queue = _queues[claim.Id];
            queue.Remove(claim);
            if (queue.First is null)
            {
                _queues.Remove(claim.Id);
            }

            return (queue.First?.Value, queue.Count > 1);
        }
    }
}
