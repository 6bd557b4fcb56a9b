
using Holdfast.Server.Locks;

namespace Holdfast.Sabotage.Locks;

/// <summary>Grants every lock at once, so that nothing keeps two requests from working on one upload.</summary>
internal sealed class NoOpLocker : IUploadLocker
{
    public ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IUploadLock?>(new Nothing());

    private sealed class Nothing : IUploadLock
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
