using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Holdfast.Chaos.Connections.Transports;

/// <summary>Linux's epoll, edge-triggered: each change of a socket's state is reported once.</summary>
internal sealed partial class Epoll
{
    // asm-generic/errno-base.h
    private const int Interrupted = 4;

    // linux/eventpoll.h
    private const int CloseOnExec = 0x80000;
    private const int ControlAdd = 1;
    private const int ControlDelete = 2;
    private const uint In = 0x001;
    private const uint Out = 0x004;
    private const uint Broken = 0x008 | 0x010;
    private const uint PeerHangUp = 0x2000;
    private const uint EdgeTriggered = 1u << 31;

    private const int EventsAtOnce = 256;

    // struct epoll_event is packed on x86-64, and aligned elsewhere.
    private static readonly int EventData = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = EventData + sizeof(long);

    private readonly int _descriptor;
    private readonly byte[] _events = new byte[EventsAtOnce * EventSize];

    private Epoll(int descriptor) => _descriptor = descriptor;

    /// <summary>Creates an instance; null if the system has no epoll.</summary>
    public static Epoll? TryCreate()
    {
        var descriptor = Create(CloseOnExec);
        return descriptor < 0 ? null : new Epoll(descriptor);
    }

    /// <summary>Watches a socket until it is closed; false if the kernel refuses.</summary>
    public bool TryAdd(SafeSocketHandle socket, long key)
    {
        Span<byte> added = stackalloc byte[EventSize];
        MemoryMarshal.Write(added, In | Out | PeerHangUp | EdgeTriggered);
        MemoryMarshal.Write(added[EventData..], key);
        return Control(_descriptor, ControlAdd, socket, ref added[0]) == 0;
    }

    /// <summary>Stops watching a socket that stays open.</summary>
    public void Remove(SafeSocketHandle socket)
    {
        Span<byte> unused = stackalloc byte[EventSize];
        _ = Control(_descriptor, ControlDelete, socket, ref unused[0]);
    }

    /// <summary>Waits for events and returns their number.</summary>
    public int Wait()
    {
        int count;
        do
        {
            count = Wait(_descriptor, ref _events[0], EventsAtOnce, -1);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return count;
    }

    /// <summary>An event of the last wait.</summary>
    public (long Key, bool Readable, bool Writable, bool HungUp) this[int index]
    {
        get
        {
            var told = _events.AsSpan(index * EventSize, EventSize);
            var mask = MemoryMarshal.Read<uint>(told);
            return (
                MemoryMarshal.Read<long>(told[EventData..]),
                (mask & (In | PeerHangUp | Broken)) != 0,
                (mask & (Out | Broken)) != 0,
                (mask & (PeerHangUp | Broken)) != 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int epoll, int operation, SafeSocketHandle socket, ref byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int epoll, ref byte events, int limit, int timeout);
}
