using Holdfast.Server.Stores;
using Holdfast.Server.Transport;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Files;

/// <summary>
/// Every call by which the store and the locks touch files. An expected result (a file that doesn't exist) is a return value here; every
/// other error of the operating system becomes an <see cref="UploadStoreException"/>.
/// </summary>
/// <param name="before">Runs before each call, with the call's verb and path; tests use it to make any call fail.</param>
internal sealed class FileCalls(Action<string, string>? before = null)
{
    // EEXIST on Linux and on macOS, ERROR_FILE_EXISTS on Windows.
    private static readonly int[] ExistsErrors = [17, unchecked((int)0x80070050)];

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] TakenErrors = [11, 35, unchecked((int)0x80070020)];

    // ENOSPC on Linux and on macOS, EDQUOT on each, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] FullErrors = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    // ENOTEMPTY on Linux and on macOS, ERROR_DIR_NOT_EMPTY on Windows.
    private static readonly int[] NotEmptyErrors = [39, 66, unchecked((int)0x80070091)];

    // ENOTDIR on Linux and on macOS: where a directory of the path should be there is a file.
    private const int NotDirectory = 20;

    // Windows deletes an open file only if it was opened with FileShare.Delete; elsewhere FileShare.None takes the exclusive lock.
    private static readonly FileShare Exclusive = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    /// <summary>The calls as they are.</summary>
    public static FileCalls Plain { get; } = new();

    /// <summary>Opens a file that is there; null when it isn't. The upload's lock keeps others away, not the file's.</summary>
    public SafeFileHandle? TryOpen(string path, FileAccess access) =>
        Try("opened", path, access, static (path, access) => OpenHandle(path, FileMode.Open, access, default), IsAbsence);

    /// <summary>Makes a file for writing; null when there is one already.</summary>
    public SafeFileHandle? TryCreate(string path, UnixFileMode permissions) => Try(
        "made",
        path,
        permissions,
        static (path, permissions) => OpenHandle(path, FileMode.CreateNew, FileAccess.Write, permissions),
        static exists => ExistsErrors.Contains(exists.HResult));

    /// <summary>Creates an empty file, also in place of an existing one.</summary>
    public SafeFileHandle Create(string path, UnixFileMode permissions) => Do(
        "made", path, permissions, static (path, permissions) => OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, permissions));

    /// <summary>
    /// Opens a file for exclusive use. Without a file, it is taken by another process, or it doesn't exist and <paramref name="mode"/>
    /// doesn't create it.
    /// </summary>
    public (SafeFileHandle? File, bool IsTaken) TryLock(string path, FileMode mode, FileAccess access = FileAccess.ReadWrite)
    {
        var done = mode == FileMode.Open ? "looked at" : "locked";
        try
        {
            before?.Invoke(done, path);
            return (File.OpenHandle(path, mode, access, Exclusive), false);
        }
        catch (IOException taken) when (TakenErrors.Contains(taken.HResult))
        {
            return (null, true);
        }
        catch (IOException absent) when (mode == FileMode.Open && IsAbsence(absent))
        {
            return (null, false);
        }
        catch (Exception failure) when (IsFailure(failure))
        {
            throw Failure(done, path, failure);
        }
    }

    /// <summary>Reads once, as much as there is and fits.</summary>
    public int Read(SafeFileHandle file, Span<byte> buffer, long position)
    {
        try
        {
            before?.Invoke("read", "");
            return RandomAccess.Read(file, buffer, position);
        }
        catch (Exception failure) when (IsFailure(failure))
        {
            throw Failure("read", "", failure);
        }
    }

    /// <summary>The same on another thread, for callers that must not wait for a disk.</summary>
    public async ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> buffer, long position, CancellationToken cancellationToken)
    {
        try
        {
            before?.Invoke("read", "");
            return await RandomAccess.ReadAsync(file, buffer, position, cancellationToken);
        }
        catch (Exception failure) when (IsFailure(failure))
        {
            throw Failure("read", "", failure);
        }
    }

    // This one and the next are made for each block of an upload: no state, no delegate.
    /// <summary>Writes all of <paramref name="bytes"/>.</summary>
    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            before?.Invoke("written", "");
            RandomAccess.Write(file, bytes, position);
        }
        catch (Exception failure) when (IsFailure(failure))
        {
            throw Failure("written", "", failure);
        }
    }

    /// <summary>Writes everything in a pipe of the operating system.</summary>
    public void Splice(SplicePipe pipe, SafeFileHandle file, long position)
    {
        try
        {
            before?.Invoke("written", "");
            pipe.MoveTo(file, position);
        }
        catch (Exception failure) when (IsFailure(failure))
        {
            throw Failure("written", "", failure);
        }
    }

    /// <summary>
    /// Copies bytes from one file to another without passing them through this process; file systems that can share blocks between files
    /// write nothing. Returns the number of bytes; 0 at the end of <paramref name="source"/>, and where the system has no such call.
    /// </summary>
    public long Share(SafeFileHandle source, long from, SafeFileHandle target, long to, long count) => Do(
        "copied",
        "",
        (source, from, target, to, count),
        static (_, of) => OperatingSystem.IsLinux() ? Posix.CopyRange(of.source, of.from, of.target, of.to, of.count) : 0);

    public void SetLength(SafeFileHandle file, long length) => Do("cut", "", (file, length), static (_, of) =>
    {
        RandomAccess.SetLength(of.file, of.length);
        return true;
    });

    public long LengthOf(SafeFileHandle file) => Do("measured", "", file, static (_, file) => RandomAccess.GetLength(file));

    public void SetTime(SafeFileHandle file, DateTime time) => Do("stamped", "", (file, time), static (_, of) =>
    {
        File.SetLastWriteTimeUtc(of.file, of.time);
        return true;
    });

    /// <summary>When the file last changed.</summary>
    public DateTime TimeOf(SafeFileHandle file) => Do("asked for its time", "", file, static (_, file) => File.GetLastWriteTimeUtc(file));

    /// <summary>When the file or directory last changed; some time long ago when there is none.</summary>
    public DateTime TimeOf(string path) => Do("asked for its time", path, true, static (path, _) => File.GetLastWriteTimeUtc(path));

    /// <summary>The file's length and date; null when it doesn't exist.</summary>
    public FileState? TryAsk(string path) => Do("asked for", path, true, static (path, _) => StateOf(path));

    /// <summary>Throws when the directory doesn't exist, so that a file that isn't found in it isn't reported as lost.</summary>
    public void DemandDirectory(string path) => Do("found", path, true, static (path, _) => Directory.Exists(path)
        ? true
        : throw new DirectoryNotFoundException("The directory isn't there, or may not be entered."));

    /// <summary>Removes a file; it is no error when it doesn't exist.</summary>
    public void Delete(string path) => Try("removed", path, true, static (path, _) =>
    {
        File.Delete(path);
        return "";
    }, IsAbsence);

    /// <summary>Renames a file in one step; a file that had the new name is replaced.</summary>
    public void Move(string path, string target) => Do("moved", path, target, static (path, target) =>
    {
        File.Move(path, target, overwrite: true);
        return true;
    });

    /// <summary>Makes a directory that is missing.</summary>
    public string MakeDirectory(string path, UnixFileMode permissions) => Do("made", path, permissions, static (path, permissions) =>
        Path.TrimEndingDirectorySeparator((OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, permissions)).FullName));

    /// <summary>Removes a directory that is empty; false when it isn't, or isn't there.</summary>
    public bool RemoveEmptyDirectory(string path) => Try("removed", path, true, static (path, _) =>
    {
        Directory.Delete(path);
        return "";
    }, static failure => IsAbsence(failure) || NotEmptyErrors.Contains(failure.HResult)) is not null;

    /// <summary>The names of all files below a directory, relative to it, with slashes.</summary>
    /// <exception cref="UploadStoreException">At the end, when there was something that can't be listed; it hides nothing else.</exception>
    public IEnumerable<string> Names(string directory)
    {
        DemandDirectory(directory);
        using var names = new FileNames(directory, before);
        while (names.MoveNext())
        {
            yield return names.Current;
        }

        if (names.Failure is { } failure)
        {
            throw Failure("listed", directory, failure);
        }
    }

    /// <summary>Waits for the disk to have the file's bytes and length.</summary>
    public void Flush(SafeFileHandle file) => Do("synced to disk", "", file, static (_, file) =>
    {
        RandomAccess.FlushToDisk(file);
        return true;
    });

    /// <summary>Waits for the disk to have a directory's names.</summary>
    public void FlushNames(string directory) => Do("synced to disk", directory, true, static (directory, _) =>
    {
        Posix.SyncNames(directory);
        return true;
    });

    private static SafeFileHandle OpenHandle(string path, FileMode mode, FileAccess access, UnixFileMode permissions)
    {
        if (OperatingSystem.IsLinux())
        {
            return Posix.Open(path, FlagsOf(mode) | FlagsOf(access) | Posix.CloseOnExec, permissions);
        }

        var open = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            open.UnixCreateMode = permissions;
        }

        return new FileStream(path, open).SafeFileHandle;
    }

    private static int FlagsOf(FileMode mode) => mode switch
    {
        FileMode.Open => 0,
        FileMode.CreateNew => Posix.CreateNew,
        FileMode.Create => Posix.Create | Posix.Truncate,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "The store opens files in other ways."),
    };

    private static int FlagsOf(FileAccess access) => access switch
    {
        FileAccess.Read => Posix.ReadOnly,
        FileAccess.Write => Posix.WriteOnly,
        _ => Posix.ReadWrite,
    };

    // Attributes, unlike Exists, distinguishes a file that doesn't exist (-1) from one that can't be examined.
    private static FileState? StateOf(string path)
    {
        var file = new FileInfo(path);
        return ((int)file.Attributes == -1 || file.Attributes.HasFlag(FileAttributes.Directory))
            ? null
            : new FileState(file.Length, file.LastWriteTimeUtc);
    }

    private T? Try<TState, T>(string done, string path, TState state, Func<string, TState, T> call, Func<Exception, bool> isExpected)
        where T : class
    {
        try
        {
            before?.Invoke(done, path);
            return call(path, state);
        }
        catch (Exception expected) when (isExpected(expected))
        {
            return null;
        }
        catch (Exception failure) when (IsFailure(failure))
        {
            throw Failure(done, path, failure);
        }
    }

    private T Do<TState, T>(string done, string path, TState state, Func<string, TState, T> call)
    {
        try
        {
            before?.Invoke(done, path);
            return call(path, state);
        }
        catch (Exception failure) when (IsFailure(failure))
        {
            throw Failure(done, path, failure);
        }
    }

    private static bool IsAbsence(Exception failure) =>
        failure is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: NotDirectory };

    private static bool IsFailure(Exception failure) => failure is IOException or UnauthorizedAccessException;

    private static UploadStoreException Failure(string done, string path, Exception cause) =>
        new($"{(path.Length == 0 ? "A file of the store" : $"'{path}'")} can't be {done}: {cause.Message}", isTransient: true, cause)
        {
            IsFull = FullErrors.Contains(cause.HResult),
        };
}
