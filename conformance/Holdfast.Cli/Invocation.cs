using Holdfast.Reports.Wording;

namespace Holdfast.Cli;

/// <summary>The command line that starts this command in the current directory, so that printed commands can be copied.</summary>
internal static class Invocation
{
    private const string Command = "holdfast";

    /// <summary>The words that a shell needs to run the command.</summary>
    public static string Words { get; } =
        Of(Environment.ProcessPath, typeof(Invocation).Assembly.Location, Environment.GetEnvironmentVariable("PATH"));

    /// <summary>A path as it is shortest from here, where that is below.</summary>
    public static string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>
    /// The command line prefix for a process that runs <paramref name="program"/>, the command itself or a host of its
    /// <paramref name="assembly"/>.
    /// </summary>
    internal static string Of(string? program, string assembly, string? searchPath) =>
        Path.GetFileNameWithoutExtension(program) != Command ? $"dotnet {ShellWords.Quote(Shorten(assembly))}"
        : (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(directory => Path.Combine(directory, Path.GetFileName(program)!) == program) ? Command
        : Shorten(program!) is var path && path.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? ShellWords.Quote(path)
        : $"./{path}";
}
