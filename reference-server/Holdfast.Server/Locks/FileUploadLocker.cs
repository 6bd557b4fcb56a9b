using System.Security.Cryptography;
using System.Text;
using Holdfast.Server.Files;
using Holdfast.Server.Stores;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Server.Locks;

/// <summary>
/// Locks for any number of processes that share a directory, under tusd's file names: <c>ID.lock</c> is the lock, <c>ID.stop</c> the
/// request of the next holder. A holder that crashed never blocks: the operating system releases its lock.
/// </summary>
/// <remarks>
/// Within one process, waiters queue in order of arrival. Between processes, one waiter is next after the holder, and a process that has
/// just released the lock queues behind it, so none is overtaken twice. tusd on the same directory is respected as far as its own rules
/// allow: its lock holds as long as its process lives. An id that can't be a file's name here (it is longer than 200 characters, has
/// characters that no file name may have, or leads to a directory that isn't there) is locked under its hash.
/// </remarks>
public sealed class FileUploadLocker : IUploadLocker, ILeftovers, IReachable
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
    public ValueTask DemandReachableAsync(CancellationToken cancellationToken)
    {
        _calls.DemandDirectory(_directory);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<IUploadLock?> AcquireAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        var name = NameOf(id);
        var wanted = new FileLock(PathOf(name, StopEnding), isNested: IsNested(name), requestRelease, _held);
        var place = await _queues.AcquireAsync(name, wanted.RequestRelease, cancellationToken);
        return place is null ? null : await TakeAsync(name, wanted, place, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IUploadLock?> AcquireToReadAsync(string id, Action requestRelease, CancellationToken cancellationToken)
    {
        var name = NameOf(id);
        var place = await _queues.AcquireToReadAsync(name, requestRelease, cancellationToken);
        if (place is null)
        {
            return null;
        }

        var isFree = false;
        try
        {
            isFree = await AwaitFreeAsync(PathOf(name, LockEnding), PathOf(name, StopEnding), cancellationToken);
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

    // A file that requests the lock's release is needed as long as the lock is held.
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

    private async Task<FileLock?> TakeAsync(string name, FileLock wanted, IUploadLock place, CancellationToken cancellationToken)
    {
        LockFile? file = null;
        FileLock? granted = null;
        try
        {
            file = await TakeFileAsync(PathOf(name, LockEnding), wanted.StopPath, cancellationToken);
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

    // On a full disk, a holder in another process can't be asked to release the lock; it ends by itself, at the latest when it needs disk
    // space.
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

    // As tusd names it, where it can; otherwise a hash, behind a dot that no upload's name begins with. A lock makes no directory for a
    // name that a client thought of.
    private string NameOf(string id) =>
        UploadId.IsSafe(id) && (!IsNested(id) || Directory.Exists(Path.GetDirectoryName(PathOf(id, LockEnding))))
            ? id
            : "." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private static bool IsNested(string name) => name.Contains('/', StringComparison.Ordinal);

    private string PathOf(string name, string ending) => Path.Combine(_directory, name + ending);
}
