using System.Collections.Concurrent;
using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Remembers one waiter of each upload, and drops whoever else waits.</summary>
internal sealed class ForgetsWaiters(IUploadLocker sound) : IUploadLocker
{
    private readonly ConcurrentDictionary<string, int> _waiting = new();

    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        try
        {
            return _waiting.AddOrUpdate(id, 1, (_, count) => count + 1) > 1 ? null : await sound.AcquireAsync(id, requestRelease, cancellationToken);
        }
        finally
        {
            _waiting.AddOrUpdate(id, 0, (_, count) => count - 1);
        }
    }
}
