using System.Runtime.InteropServices;

namespace Holdfast.Chaos.Capacity;

/// <summary>
/// Counts the file descriptors that connections and listeners use, and limits them. .NET ends a process that has no descriptor left,
/// because it can neither load an assembly nor start a thread. The limit (RLIMIT_NOFILE) belongs to the process, so all proxies share one
/// budget.
/// </summary>
internal sealed partial class DescriptorBudget(long limit, Func<int> open)
{
    // For the runtime and the API: two descriptors for each assembly that is loaded later (TLS loads a dozen), and the API's
    // connections. Measured: 140 open descriptors after the start, 150 after every part of the proxy has run once.
    private const long LeastReserve = 64;
    private const long LargestReserve = 1024;

    // After so many connections the other open descriptors are counted again; this costs each connection a few microseconds.
    private readonly long _interval = Math.Max(1, limit / 32);
    private readonly Lock _gate = new();
    private long _others;
    private long _taken;
    private long _unmeasured = Math.Max(1, limit / 32);

    /// <summary>The budget of this process.</summary>
    public static DescriptorBudget Process { get; } = new(SoftLimit(), CountOpen);

    /// <summary>The limit of the process; <see cref="long.MaxValue"/> if there is none.</summary>
    public long Limit => limit;

    /// <summary>The descriptors that are reserved for the runtime and the API.</summary>
    public long Reserve => Math.Clamp(limit / 8, LeastReserve, LargestReserve);

    /// <summary>How many descriptors are in use by connections and listeners.</summary>
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

    /// <summary>How many descriptors connections and listeners may use.</summary>
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

    /// <summary>Whether at most three quarters of the budget are in use, so that the log may say that clients are accepted again.</summary>
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

    /// <summary>Counts the descriptors that are open for other purposes.</summary>
    public void Measure()
    {
        lock (_gate)
        {
            _unmeasured = 0;
            _others = limit == long.MaxValue ? 0 : Math.Max(0, open() - _taken);
        }
    }

    /// <summary>
    /// Takes <paramref name="count"/> descriptors, or none if fewer are left. One listener and one connection are never refused.
    /// </summary>
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

        // Without AttributesToSkip only names are read; otherwise each entry costs a second system call.
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
