namespace Holdfast.Server.Locks;

/// <summary>A lock across processes: a place in this process's queue and the lock file. Wishes wait until both are there.</summary>
internal sealed class FileLock(string stopPath, bool isNested, Action requestRelease, HeldFileLocks held) : IUploadLock
{
    private readonly Lock _granting = new();
    private Action? _requestRelease = requestRelease;
    private IUploadLock? _place;
    private LockFile? _file;
    private bool _wanted;

    /// <summary>The file by which another process asks for this lock.</summary>
    public string StopPath => stopPath;

    /// <summary>It is in a directory of its own, so that the lock directory doesn't show a change of it.</summary>
    public bool IsNested => isNested;

    /// <summary>Asks the holder to let go, once; before the lock is granted there is nothing to let go of.</summary>
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
        Interlocked.Exchange(ref _requestRelease, null);
        held.Remove(this);
        try
        {
            _file!.Dispose();
        }
        finally
        {
            await _place!.DisposeAsync();
        }
    }
}
