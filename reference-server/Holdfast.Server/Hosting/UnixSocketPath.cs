using System.Net.Sockets;
using Holdfast.Server.Core;

namespace Holdfast.Server.Hosting;

/// <summary>
/// Makes the path of a Unix socket free, as tusd does: a socket that a former server left behind is removed, nothing else.
/// </summary>
internal static class UnixSocketPath
{
    // The error of opening a socket as a file: ENXIO on Linux, EOPNOTSUPP on macOS.
    private static readonly int[] SocketErrors = [6, 102];

    /// <exception cref="UploadServerException">Something else is there, or a server that still runs.</exception>
    public static void Free(string path)
    {
        if (!Path.Exists(path))
        {
            return;
        }

        if (!IsSocket(path))
        {
            throw new UploadServerException($"'{path}' is there already and is no socket. Choose another path, or remove it first.");
        }

        if (IsServed(path))
        {
            throw new UploadServerException($"Can't listen on '{path}': another server does. Choose another path, or stop it first.");
        }

        File.Delete(path);
    }

    private static bool IsSocket(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (IOException exception)
        {
            return SocketErrors.Contains(exception.HResult);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsServed(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
