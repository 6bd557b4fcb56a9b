using CliWrap;
using CliWrap.Buffered;

namespace Holdfast.Cli.Tests;

/// <summary>The command as a user starts it: a process of its own.</summary>
internal static class HoldfastCommand
{
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "holdfast.dll");

    /// <summary>The arguments of a shell that lowers the limit of open files, then runs the command in its place.</summary>
    public static string[] Limited(int openFiles, params string[] arguments) =>
        ["-c", "ulimit -n \"$1\" && shift && exec \"$@\"", "bash", $"{openFiles}", "dotnet", Path, .. arguments];

    public static Command Of(params string[] arguments) => CliWrap.Cli.Wrap("dotnet")
        .WithArguments([Path, .. arguments])
        .WithValidation(CommandResultValidation.None);

    public static async Task<BufferedCommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        await Of(arguments).ExecuteBufferedAsync(cancellationToken);
}
