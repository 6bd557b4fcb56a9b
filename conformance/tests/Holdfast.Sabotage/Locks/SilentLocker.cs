using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Lets no holder know that another waits.</summary>
internal sealed class NeverAsks(IUploadLocker sound) : IUploadLocker
{
    public ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
        sound.AcquireAsync(id, () => { }, cancellationToken);
}
