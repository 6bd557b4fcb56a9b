using System.Collections.Concurrent;
using Holdfast.Server.Locks;

namespace Holdfast.Sabotage.Locks;

/// <summary>Keeps one waiter for each upload, and refuses the lock to every further one at once.</summary>
internal sealed class SingleWaiterLocker(IUploadLocker sound) : IUploadLocker
{
    private readonly ConcurrentDictionary<string, int> _waiting = new();

    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        try
        {
            return _waiting.AddOrUpdate(id, 1, (_, count) => count + 1) > 1
                ? null : await sound.AcquireAsync(id, requestRelease, cancellationToken);
        }
        finally
        {
            _waiting.AddOrUpdate(id, 0, (_, count) => count - 1);
        }
    }
}
