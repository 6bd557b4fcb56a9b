using System.Runtime.InteropServices;

namespace Holdfast.Chaos.Connections;

/// <summary>
/// The file descriptors that connections and listeners may take. .NET ends a process that has none left (it cannot load an assembly or
/// start a thread then), so a proxy must stop before. The limit is the process's (RLIMIT_NOFILE), and so is the budget: all
/// proxies share it.
/// </summary>
internal sealed partial class DescriptorBudget(long limit, Func<int> open)
{
    // What the runtime and the API may still open: two descriptors for each assembly that is loaded later, of which TLS
    // brings a dozen, and the API's connections. Seen: 140 when it is up, 150 when every part of it has run once.
    private const long LeastReserve = 64;
    private const long LargestReserve = 1024;

    // How often the others are counted again: so that counting costs a connection some microseconds at most.
    private readonly long _interval = Math.Max(1, limit / 32);
    private readonly Lock _gate = new();
    private long _others;
    private long _taken;
    private long _unmeasured = Math.Max(1, limit / 32);

    /// <summary>That of this process.</summary>
    public static DescriptorBudget Process { get; } = new(SoftLimit(), CountOpen);

    /// <summary>The process's limit; the largest number where there is none.</summary>
    public long Limit => limit;

    /// <summary>What is kept for the runtime and the API.</summary>
    public long Reserve => Math.Clamp(limit / 8, LeastReserve, LargestReserve);

    /// <summary>How many are taken.</summary>
    public long Taken
    {
        get
        {
            lock (_gate)
            {
                return _taken;
            }
        }
    }

    /// <summary>How many descriptors connections may take.</summary>
    public long Capacity
    {
        get
        {
            lock (_gate)
            {
                return limit == long.MaxValue ? limit : Math.Max(0, limit - Reserve - _others);
            }
        }
    }

    /// <summary>Whether so few are taken that it is worth telling that connections are taken again.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _taken <= Capacity / 4 * 3;
            }
        }
    }

    /// <summary>Counts what others than connections and their listeners have open.</summary>
    public void Measure()
    {
        lock (_gate)
        {
            _unmeasured = 0;
            _others = limit == long.MaxValue ? 0 : Math.Max(0, open() - _taken);
        }
    }

    /// <summary>Takes some, or none if there are not so many. One listener and one connection are never refused.</summary>
    public bool TryTake(int count)
    {
        lock (_gate)
        {
            if (++_unmeasured > _interval)
            {
                Measure();
            }

            if (_taken > 1 && _taken + count > Capacity)
            {
                return false;
            }

            _taken += count;
            return true;
        }
    }

    public void Return(int count)
    {
        lock (_gate)
        {
            _taken -= count;
        }
    }

    private static int CountOpen()
    {
        // Beside each link of 'fd' Linux has a file in 'fdinfo'. The link of a socket leads nowhere, and .NET asks the kernel about each.
        var directory = OperatingSystem.IsLinux() ? "/proc/self/fdinfo" : "/dev/fd";

        // Names alone: with attributes to skip, each entry is asked for once more.
        var names = new EnumerationOptions { AttributesToSkip = 0 };
        return Directory.Exists(directory) ? Directory.EnumerateFileSystemEntries(directory, "*", names).Count() : 0;
    }

    private static long SoftLimit()
    {
        // sys/resource.h: RLIMIT_NOFILE is 7 on Linux, 8 on the BSDs, of which macOS is one. Windows counts no handles.
        if (OperatingSystem.IsWindows() || GetLimit(OperatingSystem.IsLinux() ? 7 : 8, out var limits) != 0)
        {
            return long.MaxValue;
        }

        return limits.Current > long.MaxValue ? long.MaxValue : (long)limits.Current;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Current;
        public ulong Highest;
    }
}
