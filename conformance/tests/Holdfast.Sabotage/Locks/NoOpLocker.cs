using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Gives everybody the right to work on everything at once.</summary>
internal sealed class NoLocks : IUploadLocker
{
    public ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken) => ValueTask.FromResult<IUploadLock?>(new Nothing());

    private sealed class Nothing : IUploadLock
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
