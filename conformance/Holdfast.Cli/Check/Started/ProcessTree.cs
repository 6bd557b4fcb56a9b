using System.Diagnostics;
using System.Globalization;
using Holdfast.Conformance.Processes;

namespace Holdfast.Cli.Check.Started;

/// <summary>Sends signals to a process and its children, as a service manager does: the server may be the child of a shell.</summary>
internal static class ProcessTree
{
    public static async Task SignalAsync(Process process, ProcessSignal signal, CancellationToken cancellationToken)
    {
        if (signal == ProcessSignal.Kill)
        {
            // Finding a process tree takes longer than many requests; most servers are one process.
            process.Kill(entireProcessTree: HasChildren(process.Id));
            return;
        }

        // By name, since numbers differ between systems; by the shell, whose kill always exists.
        var ids = Of(process.Id).Select(id => id.ToString(CultureInfo.InvariantCulture));
        var start =
            new ProcessStartInfo("/bin/sh", ["-c", $"kill -s {Name(signal)} \"$@\"", "sh", .. ids]) { RedirectStandardError = true };
        using var kill = Process.Start(start)!;

        // A process that has already exited needs no signal, so this error is ignored.
        await kill.StandardError.ReadToEndAsync(cancellationToken);
        await kill.WaitForExitAsync(cancellationToken);
    }

    private static string Name(ProcessSignal signal) => signal switch
    {
        ProcessSignal.Terminate => "TERM",
        ProcessSignal.Stop => "STOP",
        _ => "CONT",
    };

    /// <summary>A process and all its descendants; without /proc only the process.</summary>
    public static IReadOnlyList<int> Of(int root)
    {
        var parents = Directory.Exists("/proc/self") ? Parents() : [];
        var tree = new List<int> { root };
        for (var at = 0; at < tree.Count; at++)
        {
            tree.AddRange(parents.Where(one => one.Parent == tree[at]).Select(one => one.Id));
        }

        return tree;
    }

    // proc(5), /proc/pid/task/tid/children: one line, empty where a thread has started no process.
    private static bool HasChildren(int id)
    {
        var threads = $"/proc/{id}/task";
        return !Directory.Exists(threads)
            || Directory.EnumerateDirectories(threads).Any(thread => IsParent(Path.Combine(thread, "children")));
    }

    private static bool IsParent(string children)
    {
        try
        {
            return File.ReadAllText(children).Length > 0;
        }
        catch (IOException)
        {
            return true; // The thread ended, or the system keeps no such file: the long way is always right.
        }
    }

    private static List<(int Id, int Parent)> Parents() =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit))
            .Select(name => Read(name!)).OfType<(int, int)>()];

    // proc(5), /proc/pid/stat: the name is in parentheses and may contain parentheses, so parse after the last one: state, then parent.
    private static (int Id, int Parent)? Read(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return (int.Parse(id, CultureInfo.InvariantCulture),
                int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null; // It ended meanwhile.
        }
    }
}
