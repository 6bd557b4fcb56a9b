using System.Diagnostics;

namespace Holdfast.Servers;

/// <summary>A program that a test starts, and that ends with the process of the test, however that ends.</summary>
internal static class TiedProcess
{
    // The program takes the place of the shell, so that its id is the one that the caller knows. A second shell waits until its standard
    // input ends, whose other end this process holds. It ends the program only while that is its parent: later the id may be another's.
    private const string Script = """
        exec 3<&0
        sh -c 'read -r _; [ "$(ps -o ppid= -p $$)" -eq $PPID ] && kill -9 $PPID' <&3 >/dev/null 2>&1 3<&- &
        exec "$@" </dev/null 3<&-
        """;

    // Debian has servers in folders that are not in everybody's PATH.
    private static readonly string[] Folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/usr/local/sbin"];

    /// <summary>The path of an installed program; null where it isn't installed.</summary>
    public static string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public static Process Start(string program, params IEnumerable<string> arguments) => Start(new ProcessStartInfo(program, arguments));

    /// <summary>Starts a program without a standard input: the process's is what ties it.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        string[] shell = ["-c", Script, "sh", start.FileName];
        for (var index = 0; index < shell.Length; index++)
        {
            start.ArgumentList.Insert(index, shell[index]);
        }

        start.FileName = "sh";
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }
}
