using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Holdfast.Chaos.Connections.Transports;

/// <summary>The thread that waits for events of the sockets of all proxies in the process. Code that runs in it must not wait.</summary>
internal static class Poller
{
    private static readonly ConcurrentDictionary<long, PolledTransport> Watched = new();
    private static readonly Lazy<Epoll?> Shared = new(TryStart);
    private static long _keys;

    [ThreadStatic]
    private static bool _isCurrent;

    /// <summary>Whether the caller runs in the poller's thread.</summary>
    public static bool IsCurrent => _isCurrent;

    /// <summary>Whether this system supports it.</summary>
    public static bool IsAvailable => Shared.Value is not null;

    /// <summary>Starts to watch a socket; null if the system is not Linux or the kernel refuses.</summary>
    public static PolledTransport? TryWatch(Socket socket)
    {
        if (Shared.Value is not { } epoll)
        {
            return null;
        }

        var transport = new PolledTransport(socket.SafeHandle, Interlocked.Increment(ref _keys));
        Watched[transport.Key] = transport;
        if (epoll.TryAdd(transport.Socket, transport.Key))
        {
            return transport;
        }

        Forget(transport);
        return null;
    }

    /// <summary>Stops watching a socket that stays open.</summary>
    public static void Leave(PolledTransport transport)
    {
        Forget(transport);
        Shared.Value!.Remove(transport.Socket);
    }

    /// <summary>Forgets a socket that was closed.</summary>
    public static void Forget(PolledTransport transport) => Watched.TryRemove(transport.Key, out _);

    private static Epoll? TryStart()
    {
        var epoll = OperatingSystem.IsLinux() ? Epoll.TryCreate() : null;
        if (epoll is not null)
        {
            new Thread(() => Run(epoll)) { IsBackground = true, Name = "Holdfast sockets" }.Start();
        }

        return epoll;
    }

    private static void Run(Epoll epoll)
    {
        _isCurrent = true;
        while (true)
        {
            var count = epoll.Wait();
            for (var index = 0; index < count; index++)
            {
                var (key, readable, writable, hungUp) = epoll[index];
                if (Watched.TryGetValue(key, out var transport))
                {
                    transport.OnReady(readable, writable, hungUp);
                }
            }
        }
    }
}
