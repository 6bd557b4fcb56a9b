using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Holdfast.Chaos.Connections.Transports;

/// <summary>Linux's non-blocking recv and send; errors are return values.</summary>
internal static partial class SocketCalls
{
    /// <summary>The call would block.</summary>
    public const int NotNow = -2;

    // asm-generic/errno-base.h
    private const int Interrupted = 4;
    private const int Again = 11;

    // linux/socket.h: MSG_DONTWAIT and MSG_NOSIGNAL.
    private const int Flags = 0x40 | 0x4000;

    /// <summary>Returns the number of bytes received, 0 at the end, <see cref="NotNow"/> or <see cref="ITransport.Failed"/>.</summary>
    public static int Receive(SafeSocketHandle socket, Span<byte> buffer) =>
        Call(socket, ref MemoryMarshal.GetReference(buffer), buffer.Length, sends: false);

    /// <summary>Returns the number of bytes sent, <see cref="NotNow"/> or <see cref="ITransport.Failed"/>.</summary>
    public static int Send(SafeSocketHandle socket, ReadOnlySpan<byte> data) =>
        Call(socket, ref MemoryMarshal.GetReference(data), data.Length, sends: true);

    private static int Call(SafeSocketHandle socket, ref byte buffer, int length, bool sends)
    {
        try
        {
            nint count;
            do
            {
                count = sends ? Send(socket, ref buffer, length, Flags) : Receive(socket, ref buffer, length, Flags);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
            return count >= 0 ? (int)count : Marshal.GetLastPInvokeError() == Again ? NotNow : ITransport.Failed;
        }
        catch (ObjectDisposedException)
        {
            return ITransport.Failed;
        }
    }

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(SafeSocketHandle socket, ref byte buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeSocketHandle socket, ref byte data, nint length, int flags);
}
