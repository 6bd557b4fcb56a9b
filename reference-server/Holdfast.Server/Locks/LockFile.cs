using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Server;

/// <summary>
/// A file that one owner at most has open, on one machine or over a network file system that carries locks. The operating system
/// drops the lock with its process, so what a crash leaves behind is free: no process id is trusted, and an id that came back (1 in
/// every container) misleads nobody.
/// </summary>
internal sealed class LockFile : IDisposable
{
    // tusd reads the first line only; the second tells us that the operating system's lock is the truth about this file.
    private const string Signature = "holdfast";
    private const int MaxText = 64;

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] TakenErrors = [11, 35, unchecked((int)0x80070020)];

    // Windows deletes an open file only when its owner shares that; elsewhere None is what takes the exclusive lock.
    private static readonly FileShare Exclusive = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly string _path;
    private readonly SafeFileHandle _file;

    private LockFile(string path, SafeFileHandle file) => (_path, _file) = (path, file);

    /// <summary>Takes the file now or gives null; never waits.</summary>
    public static LockFile? TryTake(string path)
    {
        try
        {
            var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Exclusive);
            if (IsStillAt(path, file) && !IsTusds(file))
            {
                Sign(file);
                return new LockFile(path, file);
            }

            file.Dispose();
            return null;
        }
        catch (IOException taken) when (TakenErrors.Contains(taken.HResult))
        {
            return null;
        }
    }

    /// <summary>Removes the file, and only then lets it go: who opened it meanwhile sees that it is gone.</summary>
    public void Dispose()
    {
        File.Delete(_path);
        _file.Dispose();
    }

    // Between our open and our lock the former owner may have removed the file. There is no portable way to compare two files, but a
    // time stamp that nobody else would choose tells whether the path still leads to ours. Even seconds: FAT knows no others.
    private static bool IsStillAt(string path, SafeFileHandle file)
    {
        var stamp = DateTime.UnixEpoch.AddSeconds(2L * RandomNumberGenerator.GetInt32(1 << 30));
        File.SetLastWriteTimeUtc(file, stamp);
        return File.GetLastWriteTimeUtc(path) == stamp;
    }

    // tusd's lock is the file's existence, and it holds as long as the process lives. One with our own id is from a predecessor that
    // had the same: what we write has a second line.
    private static bool IsTusds(SafeFileHandle file)
    {
        Span<byte> buffer = stackalloc byte[MaxText];
        var text = buffer[..RandomAccess.Read(file, buffer, 0)];
        var line = text.IndexOf((byte)'\n');
        return line == text.Length - 1 && Utf8Parser.TryParse(text, out int id, out var length, 'D') && length == line
            && id != Environment.ProcessId && IsAlive(id);
    }

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

    private static void Sign(SafeFileHandle file)
    {
        var text = Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n{Signature}\n");
        RandomAccess.Write(file, text, 0);
        RandomAccess.SetLength(file, text.Length);
    }
}
