using System.Collections.Concurrent;
using Holdfast.Server.Locks;

namespace Holdfast.Server.Tests;

/// <summary>Tells a test when a request stands in the queue for a lock.</summary>
internal sealed class WatchedLocker : IUploadLocker
{
    private readonly MemoryUploadLocker _inner = new();
    private readonly SemaphoreSlim _queued = new(0);

    /// <summary>The uploads whose lock was requested, in order.</summary>
    public ConcurrentQueue<string> Wanted { get; } = [];

    public Task QueuedAsync(CancellationToken cancellationToken) => _queued.WaitAsync(cancellationToken);

    /// <summary>Forgets the requests that came until now.</summary>
    public void Forget()
    {
        while (_queued.Wait(0))
        {
        }
    }

    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        Wanted.Enqueue(id);
        var acquiring = _inner.AcquireAsync(id, requestRelease, cancellationToken);
        _queued.Release();
        return await acquiring;
    }
}
