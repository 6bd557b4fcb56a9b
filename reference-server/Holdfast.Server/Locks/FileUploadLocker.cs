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
public sealed class FileUploadLocker : IUploadLocker, ILeftovers
{
    private const string LockEnding = ".lock";
    private const string StopEnding = ".stop";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);

    private readonly MemoryUploadLocker _queues = new();
    private readonly string _directory;
    private readonly FileCalls _calls;
    private readonly FileLockOptions _options;
    private readonly HeldFileLocks _held;

    /// <summary>Keeps lock files in <paramref name="directory"/>, which is made when it is missing.</summary>
    /// <exception cref="UploadStoreException">The directory can't be made.</exception>
    public FileUploadLocker(string directory, FileLockOptions? options = null)
        : this(directory, options ?? new FileLockOptions(), FileCalls.Plain)
    {
    }

    internal FileUploadLocker(string directory, FileLockOptions options, FileCalls calls)
    {
        _calls = calls;
        _directory = calls.MakeDirectory(directory, new FileStoreOptions().DirectoryPermissions);
        _options = options;
        _held = new HeldFileLocks(calls, _directory, _options.HolderPollInterval, _options.TimeProvider);
    }

    /// <inheritdoc/>
    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        if (!HasFiles(id))
        {
            return await _queues.AcquireAsync(id, requestRelease, cancellationToken);
        }

        var wanted = new FileLock(PathOf(id, StopEnding), isNested: IsNested(id), requestRelease, _held);
        var place = await _queues.AcquireAsync(id, wanted.RequestRelease, cancellationToken);
        return place is null ? null : await TakeAsync(id, wanted, place, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IUploadLock?> AcquireToReadAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        var place = await _queues.AcquireToReadAsync(id, requestRelease, cancellationToken);
        if (place is null || !HasFiles(id))
        {
            return place;
        }

        var isFree = false;
        try
        {
            isFree = await AwaitFreeAsync(PathOf(id, LockEnding), PathOf(id, StopEnding), cancellationToken);
            return isFree ? place : null;
        }
        finally
        {
            if (!isFree)
            {
                await place.DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RemoveLeftoversAsync(DateTimeOffset unchangedSince, CancellationToken cancellationToken) =>
        RemoveFree(cancellationToken).ToAsyncEnumerable();

    // A wish is needed as long as somebody has the lock.
    private IEnumerable<string> RemoveFree(CancellationToken cancellationToken)
    {
        UploadStoreException? failure = null;
        foreach (var name in _calls.Names(_directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Path.GetExtension(name) is LockEnding or StopEnding && TryRemove(name, ref failure))
            {
                yield return name;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private bool TryRemove(string name, ref UploadStoreException? failure)
    {
        try
        {
            var path = Path.Combine(_directory, name);
            return LockFile.IsFree(_calls, Path.ChangeExtension(path, LockEnding)) && LockFile.TryRemove(_calls, path, UploadId.IsNew);
        }
        catch (UploadStoreException exception)
        {
            failure ??= exception;
            return false;
        }
    }

    private async Task<FileLock?> TakeAsync(string id, FileLock wanted, IUploadLock place, CancellationToken cancellationToken)
    {
        LockFile? file = null;
        FileLock? granted = null;
        try
        {
            file = await TakeFileAsync(PathOf(id, LockEnding), wanted.StopPath, cancellationToken);
            return granted = file is null ? null : wanted.Grant(place, file);
        }
        finally
        {
            if (granted is null)
            {
                _held.Remove(wanted);
                file?.Dispose();
                await place.DisposeAsync();
            }
        }
    }

    private async Task<LockFile?> TakeFileAsync(string lockPath, string stopPath, CancellationToken cancellationToken)
    {
        if (_calls.TryAsk(stopPath) is null && LockFile.TryTake(_calls, lockPath) is { } free)
        {
            return free;
        }

        LockFile? next = null;
        try
        {
            for (var pause = FirstPause; ; pause = Longer(pause))
            {
                next ??= LockFile.TryTake(_calls, stopPath);
                if (next is not null && LockFile.TryTake(_calls, lockPath) is { } taken)
                {
                    return taken;
                }

                if (!await PauseAsync(pause, cancellationToken))
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

    private async Task<bool> AwaitFreeAsync(string lockPath, string stopPath, CancellationToken cancellationToken)
    {
        LockFile? wish = null;
        try
        {
            for (var pause = FirstPause; !LockFile.IsFree(_calls, lockPath); pause = Longer(pause))
            {
                wish ??= TryWish(stopPath);
                if (!await PauseAsync(pause, cancellationToken))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            wish?.Dispose();
        }
    }

    // On a full disk a holder in another process can't be asked; it ends by itself, at the latest when it needs room.
    private LockFile? TryWish(string stopPath)
    {
        try
        {
            return LockFile.TryTake(_calls, stopPath);
        }
        catch (UploadStoreException)
        {
            return null;
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        await Task.Delay(pause, _options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    // A quarter more each time: a waiter is late by a quarter of its wait at most, and a long wait costs little.
    private TimeSpan Longer(TimeSpan pause)
    {
        var longer = pause * 1.25;
        return longer < _options.AcquirerPollInterval ? longer : _options.AcquirerPollInterval;
    }

    // No store keeps an upload of another name, and it must not become a path. An upload in a directory that isn't there doesn't exist, and a
    // lock makes no directory for a name that a client thought of.
    private bool HasFiles(string id) => UploadId.IsSafe(id) && (!IsNested(id) || Directory.Exists(Path.GetDirectoryName(PathOf(id, LockEnding))));

    private static bool IsNested(string id) => id.Contains('/', StringComparison.Ordinal);

    private string PathOf(string id, string ending) => Path.Combine(_directory, id + ending);
}
