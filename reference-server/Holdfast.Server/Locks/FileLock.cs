namespace Holdfast.Server.Locks;

/// <summary>
/// A lock across processes: a place in this process's queue and the lock file. Requests for its release wait until both are held.
/// </summary>
internal sealed class FileLock(string stopPath, bool isNested, Action requestRelease, HeldFileLocks held) : IUploadLock
{
    private readonly Lock _granting = new();
    private Action? _requestRelease = requestRelease;
    private IUploadLock? _place;
    private LockFile? _file;
    private bool _wanted;

    /// <summary>The file by which another process requests this lock.</summary>
    public string StopPath => stopPath;

    /// <summary>It is in a separate directory, so its changes don't change the date of the lock directory.</summary>
    public bool IsNested => isNested;

    /// <summary>Asks the holder once to release the lock; a request before the lock is granted is remembered.</summary>
    public void RequestRelease()
    {
        lock (_granting)
        {
            _wanted = true;
            if (_file is null)
            {
                return;
            }
        }

        Interlocked.Exchange(ref _requestRelease, null)?.Invoke();
    }

    public FileLock Grant(IUploadLock place, LockFile file)
    {
        bool wanted;
        lock (_granting)
        {
            (_place, _file) = (place, file);
            wanted = _wanted;
        }

        held.Add(this);
        if (wanted)
        {
            RequestRelease();
        }

        return this;
    }

    public async ValueTask DisposeAsync()
    {
        // Once: the file of this name may be the next holder's by then.
        if (Interlocked.Exchange(ref _place, null) is not { } place)
        {
            return;
        }

        Interlocked.Exchange(ref _requestRelease, null);
        held.Remove(this);
        try
        {
            _file!.Dispose();
        }
        finally
        {
            await place.DisposeAsync();
        }
    }
}
