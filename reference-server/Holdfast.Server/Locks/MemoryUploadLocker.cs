namespace Holdfast.Server.Locks;

/// <summary>Locks for one process. Waiters queue per upload, so none is overtaken.</summary>
public sealed class MemoryUploadLocker : IUploadLocker
{
    private readonly Lock _gate = new();

    // The first of each queue holds the lock, or the first ones together if they only read; the others wait. An upload without a holder has
    // no entry.
    private readonly Dictionary<string, LinkedList<LockClaim>> _queues = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
        AcquireAsync(id, reads: false, requestRelease, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IUploadLock?> AcquireToReadAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
        AcquireAsync(id, reads: true, requestRelease, cancellationToken);

    private async ValueTask<IUploadLock?> AcquireAsync(string id, bool reads, Action requestRelease, CancellationToken cancellationToken)
    {
        var claim = new LockClaim(id, reads, requestRelease, Release);
        var holders = Enqueue(claim);
        if (holders.Count == 0)
        {
            return claim;
        }

        var isGranted = false;
        try
        {
            holders.ForEach(holder => holder.RequestRelease());
            await using var withdrawal = cancellationToken.Register(() => Withdraw(claim));
            isGranted = await claim.Granted;
            return isGranted ? claim : null;
        }
        finally
        {
            if (!isGranted)
            {
                // Also when a holder's callback throws: a claim without a waiting request would block the queue.
                await claim.DisposeAsync();
            }
        }
    }

    // The claims that this one waits for; empty when it gets the lock at once.
    private List<LockClaim> Enqueue(LockClaim claim)
    {
        lock (_gate)
        {
            if (!_queues.TryGetValue(claim.Id, out var queue))
            {
                _queues[claim.Id] = queue = new LinkedList<LockClaim>();
            }

            queue.AddLast(claim);
            return Admit(queue).Contains(claim) ? [] : [.. queue.TakeWhile(other => other.IsAdmitted)];
        }
    }

    private void Withdraw(LockClaim claim)
    {
        if (Remove(claim, evenHeld: false) is { } left)
        {
            claim.Settle(granted: false);
            PassOn(left.Next, left.Wanted);
        }
    }

    private void Release(LockClaim claim)
    {
        if (Remove(claim, evenHeld: true) is { } left)
        {
            PassOn(left.Next, left.Wanted);
        }
    }

    private static void PassOn(List<LockClaim> next, bool wanted)
    {
        next.ForEach(admitted => admitted.Settle(granted: true));
        if (wanted)
        {
            next.ForEach(admitted => admitted.RequestRelease());
        }
    }

    // The claims that hold the lock after the removal, and whether another one waits for them already; null when the claim isn't in the
    // queue, or is held and can't be removed.
    private (List<LockClaim> Next, bool Wanted)? Remove(LockClaim claim, bool evenHeld)
    {
        lock (_gate)
        {
            if ((claim.IsAdmitted && !evenHeld) || !_queues.TryGetValue(claim.Id, out var queue) || !queue.Remove(claim))
            {
                return null;
            }

            if (queue.First is null)
            {
                _queues.Remove(claim.Id);
                return null;
            }

            return (Admit(queue), queue.Last is { Value.IsAdmitted: false });
        }
    }

    // The first claim gets the lock, and those after it, too, while all of them are for reading.
    private static List<LockClaim> Admit(LinkedList<LockClaim> queue)
    {
        var admitted = new List<LockClaim>();
        for (var node = queue.First; node is not null; node = node.Next)
        {
            if (node.Previous is not null && !node.Value.Reads)
            {
                break;
            }

            if (!node.Value.IsAdmitted)
            {
                node.Value.IsAdmitted = true;
                admitted.Add(node.Value);
            }

            if (!node.Value.Reads)
            {
                break;
            }
        }

        return admitted;
    }
}
