using CliWrap;
using CliWrap.Buffered;

namespace Holdfast.Cli.Tests;

/// <summary>The command as a user starts it: a process of its own.</summary>
internal static class HoldfastCommand
{
    public static Command Of(params string[] arguments) => CliWrap.Cli.Wrap("dotnet")
        .WithArguments([Path.Combine(AppContext.BaseDirectory, "holdfast.dll"), .. arguments])
        .WithValidation(CommandResultValidation.None);

    public static async Task<BufferedCommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        await Of(arguments).ExecuteBufferedAsync(cancellationToken);
}
