namespace Holdfast.Server;

/// <summary>
/// Locks for any number of processes that share a directory, under tusd's file names: <c>ID.lock</c> is the lock, <c>ID.stop</c> the
/// wish of the next. A holder that crashed never blocks: the operating system frees its lock.
/// </summary>
/// <remarks>
/// Waiters queue in the order they came inside one process. Between processes one waiter at a time stands right behind the holder,
/// and a process that has just let go queues up again behind it, so none is overtaken twice. tusd on the same directory is respected
/// as far as its own rules allow: its lock holds as long as its process lives.
/// </remarks>
public sealed class FileUploadLocker : IUploadLocker
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);

    private readonly MemoryUploadLocker _queues = new();
    private readonly string _directory;
    private readonly FileLockOptions _options;
    private readonly HeldFileLocks _held;

    /// <summary>Keeps lock files in <paramref name="directory"/>, which is made when it is missing.</summary>
    public FileUploadLocker(string directory, FileLockOptions? options = null)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        _options = options ?? new FileLockOptions();
        _held = new HeldFileLocks(_directory, _options.HolderPollInterval, _options.TimeProvider);
    }

    /// <inheritdoc/>
    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        // No store keeps such an upload, and its name must not become a path.
        if (!UploadId.IsSafe(id))
        {
            return await _queues.AcquireAsync(id, requestRelease, cancellationToken);
        }

        var wanted = new FileLock(PathOf(id, ".stop"), requestRelease, _held);
        var place = await _queues.AcquireAsync(id, wanted.RequestRelease, cancellationToken);
        return place is null ? null : await TakeAsync(id, wanted, place, cancellationToken);
    }

    private async Task<FileLock?> TakeAsync(string id, FileLock wanted, IUploadLock place, CancellationToken cancellationToken)
    {
        LockFile? file = null;
        try
        {
            file = await TakeFileAsync(PathOf(id, ".lock"), wanted.StopPath, cancellationToken);
            return file is null ? null : wanted.Grant(place, file);
        }
        finally
        {
            if (file is null)
            {
                await place.DisposeAsync();
            }
        }
    }

    private async Task<LockFile?> TakeFileAsync(string lockPath, string stopPath, CancellationToken cancellationToken)
    {
        if (!File.Exists(stopPath) && LockFile.TryTake(lockPath) is { } free)
        {
            return free;
        }

        LockFile? next = null;
        try
        {
            for (var pause = FirstPause; ; pause = Longer(pause))
            {
                next ??= LockFile.TryTake(stopPath);
                if (next is not null && LockFile.TryTake(lockPath) is { } taken)
                {
                    return taken;
                }

                await Task.Delay(pause, _options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (cancellationToken.IsCancellationRequested)
                {
                    return null;
                }
            }
        }
        finally
        {
            next?.Dispose();
        }
    }

    // A quarter more each time: a waiter is late by a quarter of its wait at most, and a long wait costs little.
    private TimeSpan Longer(TimeSpan pause)
    {
        var longer = pause * 1.25;
        return longer < _options.AcquirerPollInterval ? longer : _options.AcquirerPollInterval;
    }

    private string PathOf(string id, string ending) => Path.Combine(_directory, id + ending);
}
