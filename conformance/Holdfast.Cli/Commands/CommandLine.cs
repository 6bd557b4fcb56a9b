using System.CommandLine;
using System.Runtime.InteropServices;
using Holdfast.Cli.Parsing;

namespace Holdfast.Cli.Commands;

/// <summary>Runs the command line and turns every error into a message and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = Parse(root, args);
        if (ParseProblems.Of(parsed) is { Count: > 0 } problems)
        {
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            await Console.Error.WriteLineAsync($"See '{ParseProblems.Invoked(parsed.CommandResult)} --help'.");
            return ExitCode.Usage;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOnce);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOnce);
        return await InvokeAsync(parsed, stop.Token);

        // The first signal stops the work cleanly; the second one is left to the system and ends the process.
        void StopOnce(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    /// <summary>Reads a command line; <c>help COMMAND</c> is <c>COMMAND --help</c>.</summary>
    public static ParseResult Parse(RootCommand root, string[] args) => root.Parse(
        args is ["help", .. var asked] ? [.. asked, "--help"] : args,
        // Toxiproxy's and tusd's flags have one dash and many letters.
        new ParserConfiguration { EnablePosixBundling = false });

    private static async Task<int> InvokeAsync(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop);
        }
        catch (UsageException usage)
        {
            await Console.Error.WriteLineAsync(usage.Message);
            return usage.Code;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCode.Inconclusive;
        }
#pragma warning disable CA1031 // The last handler: whatever is left is a defect of Holdfast, and says so with its own exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(FailureFile.Write(exception));
            return ExitCode.Internal;
        }
    }
}
