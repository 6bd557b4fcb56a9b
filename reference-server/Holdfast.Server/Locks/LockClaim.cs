namespace Holdfast.Server.Locks;

/// <summary>One request's place in the queue for an upload, and the lock itself once granted.</summary>
internal sealed class LockClaim(string id, bool reads, Action requestRelease, Action<LockClaim> release) : IUploadLock
{
    private readonly TaskCompletionSource<bool> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action? _requestRelease = requestRelease;
    private Action<LockClaim>? _release = release;

    public string Id => id;

    /// <summary>The claim is for reading, so other claims for reading may hold the lock at the same time.</summary>
    public bool Reads => reads;

    /// <summary>It holds the lock; the queue's affair.</summary>
    public bool IsAdmitted { get; set; }

    public Task<bool> Granted => _granted.Task;

    public void Settle(bool granted) => _granted.TrySetResult(granted);

    public void RequestRelease() => Interlocked.Exchange(ref _requestRelease, null)?.Invoke();

    public ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _release, null)?.Invoke(this);
        return ValueTask.CompletedTask;
    }
}
