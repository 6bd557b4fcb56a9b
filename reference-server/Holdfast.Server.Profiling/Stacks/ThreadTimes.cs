using System.Globalization;

namespace Holdfast.Server.Profiling.Stacks;

/// <summary>What the operating system knows about a thread of this process.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="User">The time that it ran its own code.</param>
/// <param name="System">The time that the kernel ran for it.</param>
internal sealed record ThreadTimes(int Id, string Name, TimeSpan User, TimeSpan System)
{
    private const string Tasks = "/proc/self/task";

    // proc(5), /proc/pid/stat: fields 14 and 15, in ticks of which Linux has a hundred a second on all its platforms (USER_HZ).
    private const int UserField = 14;
    private const int FirstFieldAfterName = 3;
    private const int TicksPerSecond = 100;

    /// <summary>All the time that it ran.</summary>
    public TimeSpan Processor => User + System;

    /// <summary>A thread of which nothing else is known.</summary>
    public ThreadTimes(int id)
        : this(id, "Thread", TimeSpan.Zero, TimeSpan.Zero)
    {
    }

    /// <summary>All threads; none where there is no <c>/proc</c>.</summary>
    public static IReadOnlyList<ThreadTimes> Read() => Directory.Exists(Tasks)
        ? [.. Directory.EnumerateDirectories(Tasks).Select(TryRead).OfType<ThreadTimes>()] : [];

    // The thread may have ended since it was listed.
    private static ThreadTimes? TryRead(string directory)
    {
        try
        {
            return Parse(File.ReadAllText(Path.Combine(directory, "stat")));
        }
        catch (IOException)
        {
            return null;
        }
    }

    // The name is in parentheses, and may contain some, and blanks.
    private static ThreadTimes Parse(string stat)
    {
        var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
        var fields = stat[(close + 2)..].Split(' ');
        return new ThreadTimes(
            int.Parse(stat.AsSpan(0, open), CultureInfo.InvariantCulture), stat[(open + 1)..close], Time(UserField), Time(UserField + 1));

        TimeSpan Time(int field) => TimeSpan.FromSeconds(
            double.Parse(fields[field - FirstFieldAfterName], CultureInfo.InvariantCulture) / TicksPerSecond);
    }
}
