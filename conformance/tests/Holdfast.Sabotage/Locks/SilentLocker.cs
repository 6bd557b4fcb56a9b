
using Holdfast.Server.Locks;

namespace Holdfast.Sabotage.Locks;

/// <summary>Never asks the holder of a lock to release it, however many requests wait for it.</summary>
internal sealed class SilentLocker(IUploadLocker sound) : IUploadLocker
{
    public ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
        sound.AcquireAsync(id, () => { }, cancellationToken);
}
