using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Server.Files;
using Holdfast.Server.Stores;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server.Locks;

/// <summary>
/// A file that at most one owner has open, on one machine or over a network file system that supports locks. The operating system releases
/// the lock when its process ends, so a lock file that a crash leaves behind is free: no process id is trusted, so a reused one (1 in every
/// container) does no harm.
/// </summary>
internal sealed class LockFile : IDisposable
{
    // tusd reads the first line only; the second marks our files, for which the lock of the operating system decides.
    private const string Signature = "holdfast";
    private const int MaxText = 64;

    private readonly FileCalls _calls;
    private readonly string _path;
    private readonly SafeFileHandle _file;

    private LockFile(FileCalls calls, string path, SafeFileHandle file) => (_calls, _path, _file) = (calls, path, file);

    /// <summary>Takes the file now or gives null; never waits. Whatever fails, nothing stays taken.</summary>
    public static LockFile? TryTake(FileCalls calls, string path)
    {
        if (TryOpen(calls, path, FileMode.OpenOrCreate) is not { } taken)
        {
            return null;
        }

        try
        {
            taken.Sign();
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>True when no process holds the file, or when it doesn't exist. The file is left unchanged.</summary>
    public static bool IsFree(FileCalls calls, string path)
    {
        if (calls.TryAsk(path) is null)
        {
            return true;
        }

        var (file, isTaken) = Look(calls, path);
        using (file)
        {
            return !isTaken && (file is null || !IsTusds(TextOf(calls, file)));
        }
    }

    /// <summary>Removes a lock file that no process holds. No date is needed, since the operating system knows the owner.</summary>
    /// <returns>False when a process holds it, and when the file isn't one of ours.</returns>
    public static bool TryRemove(FileCalls calls, string path, Func<string, bool> isKnown)
    {
        if (TryOpen(calls, path, FileMode.Open) is not { } free)
        {
            return false;
        }

        using (free._file)
        {
            var isOurs = isKnown(Path.GetFileNameWithoutExtension(path)) || IsSigned(TextOf(calls, free._file));
            if (isOurs)
            {
                calls.Delete(path);
            }

            return isOurs;
        }
    }

    /// <summary>Removes the file before it releases the lock, so a process that opened it meanwhile sees that it was removed.</summary>
    public void Dispose()
    {
        try
        {
            _calls.Delete(_path);
        }
        catch (UploadStoreException)
        {
            // The name stays, and is free all the same: the lock is that of the open file. The next owner or a sweep removes it.
        }
        finally
        {
            _file.Dispose();
        }
    }

    private static LockFile? TryOpen(FileCalls calls, string path, FileMode mode)
    {
        if (calls.TryLock(path, mode).File is not { } file)
        {
            return null;
        }

        var isFree = false;
        try
        {
            isFree = IsStillAt(calls, path, file) && !IsTusds(TextOf(calls, file));
            return isFree ? new LockFile(calls, path, file) : null;
        }
        finally
        {
            if (!isFree)
            {
                file.Dispose();
            }
        }
    }

    // Locks of NFS need a file that is open for writing; a directory that can only be read has no other.
    private static (SafeFileHandle? File, bool IsTaken) Look(FileCalls calls, string path)
    {
        try
        {
            return calls.TryLock(path, FileMode.Open);
        }
        catch (UploadStoreException)
        {
            return calls.TryLock(path, FileMode.Open, FileAccess.Read);
        }
    }

    // Between our open and our lock the former owner may have removed the file. There is no portable way to compare two files, but an
    // unusual time stamp shows whether the path still leads to ours. Its seconds are even, because FAT stores no others.
    private static bool IsStillAt(FileCalls calls, string path, SafeFileHandle file)
    {
        var stamp = DateTime.UnixEpoch.AddSeconds(2L * RandomNumberGenerator.GetInt32(1 << 30));
        calls.SetTime(file, stamp);
        return calls.TimeOf(path) == stamp;
    }

    private static byte[] TextOf(FileCalls calls, SafeFileHandle file)
    {
        var buffer = new byte[MaxText];
        return buffer[..calls.Read(file, buffer, 0)];
    }

    // tusd's lock is the file's existence, and it holds as long as the process lives. A file with our own process id is from a former
    // process with the same id, since our own files have a second line.
    private static bool IsTusds(ReadOnlySpan<byte> text)
    {
        var line = text.IndexOf((byte)'\n');
        return line == text.Length - 1 && Utf8Parser.TryParse(text, out int id, out var length, 'D') && length == line
            && id != Environment.ProcessId && IsAlive(id);
    }

    private static bool IsSigned(ReadOnlySpan<byte> text) => text.EndsWith(Encoding.ASCII.GetBytes($"\n{Signature}\n"));

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private void Sign()
    {
        var text = Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n{Signature}\n");
        _calls.Write(_file, text, 0);
        _calls.SetLength(_file, text.Length);
    }
}
